import Synchronization

/// What this process has done lately, for people who look at it in a page: counts by day, and times of answers by hour.
///
/// In memory, and bounded: thirty days of thirty-two counts, forty-eight hours of times, 30 KB in all. Not in the database on purpose: a
/// site that is only looked at would write, and in a bucket each write is an upload that is paid for. So each instance has its own, since
/// its start; what counts over all of them for longer is what `/metrics` is for.
public final class SiteFigures: Sendable {
    /// How many days of counts are kept, today included.
    public static let days = 30
    /// How many hours of times are kept, this one included.
    public static let hours = 48
    /// The name under which answers of 500 and above are counted.
    public static let failedAnswers = "failed answer"
    private static let nameLimit = 32

    private struct State {
        /// By name, then by the day since 1970.
        var counts: [String: [Int: Int]] = [:]
        /// By the hour since 1970.
        var times: [Int: AnswerTimes] = [:]
    }

    private let state = Mutex(State())

    /// Empty ones.
    public init() {}

    /// Counts what happened.
    ///
    /// - Parameters:
    ///   - name: of few values, never a person's or an address; beyond the thirty-second name nothing is counted.
    ///   - seconds: since 1970.
    public func count(_ name: String, at seconds: Double) {
        let day = Self.day(seconds)
        state.withLock { state in
            guard state.counts[name] != nil || state.counts.count < Self.nameLimit else { return }
            let isNew = state.counts[name]?[day] == nil
            state.counts[name, default: [:]][day, default: 0] += 1
            // Once a day; by what came last, should a clock go back.
            if isNew { state.counts[name] = state.counts[name]?.filter { $0.key > day - Self.days && $0.key <= day } }
        }
    }

    /// How often something happened, by the second at which the day began (UTC).
    public func counts(of name: String) -> [Int: Int] {
        let days = state.withLock { $0.counts[name] ?? [:] }
        return Dictionary(days.map { ($0.key * 86_400, $0.value) }) { first, _ in first }
    }

    /// Notes how long an answer took.
    public func note(_ duration: Duration, at seconds: Double) {
        let hour = Self.hour(seconds)
        state.withLock { state in
            if state.times[hour] == nil { state.times = state.times.filter { $0.key > hour - Self.hours && $0.key <= hour } }
            state.times[hour, default: AnswerTimes()].add(duration)
        }
    }

    /// How long answers took, by the second at which the hour began.
    public var times: [Int: AnswerTimes] {
        let hours = state.withLock(\.times)
        return Dictionary(hours.map { ($0.key * 3600, $0.value) }) { first, _ in first }
    }

    private static func day(_ seconds: Double) -> Int { Int(seconds) / 86_400 }
    private static func hour(_ seconds: Double) -> Int { Int(seconds) / 3600 }
}
