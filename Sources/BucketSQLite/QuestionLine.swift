import Database

/// Who waits for which question, and which questions are under way.
///
/// 1. A question answers those who came before it was put: numbers decide, not clocks.
/// 2. Two may overlap, so that who has just missed one need not wait for its end, and one slow answer holds nobody up. The later one
///    may be answered first; then it has answered the earlier one's people, too.
struct QuestionLine {
    struct Waiter {
        let arrival: Arrival
        let continuation: UnsafeContinuation<Void, any Error>
    }

    struct Question {
        let number: UInt64
        let putAt: ContinuousClock.Instant
    }

    static let mostAtOnce = 2
    /// How much of the store's answer time lies between two questions, at least. People who come evenly wait 1.38 × that time on
    /// average (with one question at a time it would be 1.5), and the store is asked 1.33 times in it.
    static let spacing = 0.75

    private(set) var underWay: [Question] = []
    private(set) var waiters: [Waiter] = []

    mutating func wait(_ arrival: Arrival, _ continuation: UnsafeContinuation<Void, any Error>) {
        waiters.append(Waiter(arrival: arrival, continuation: continuation))
    }

    mutating func put(_ number: UInt64, at now: ContinuousClock.Instant) {
        underWay.append(Question(number: number, putAt: now))
    }

    mutating func end(_ number: UInt64) { underWay.removeAll { $0.number == number } }

    /// How many wait for a question that has not been put yet.
    var uncovered: Int {
        let newest = newest
        return waiters.count { $0.arrival.questionsAsked >= newest }
    }

    /// Takes those whom question `number` answers.
    mutating func answered(_ number: UInt64) -> [Waiter] { take { $0 < number } }

    /// Takes those for whom question `number`, which has failed and ended, was put, and no other one.
    mutating func failed(_ number: UInt64) -> [Waiter] {
        let newest = newest
        return take { $0 < number && $0 >= newest }
    }

    /// The number of the newest question under way: it answers whoever came before it.
    private var newest: UInt64 { underWay.last?.number ?? 0 }

    private mutating func take(_ isMeant: (_ questionsAsked: UInt64) -> Bool) -> [Waiter] {
        let taken = waiters.filter { isMeant($0.arrival.questionsAsked) }
        if !taken.isEmpty { waiters.removeAll { isMeant($0.arrival.questionsAsked) } }
        return taken
    }
}
