/// How a world's network and store behave: chances in a thousand, times in microseconds.
struct Weather: Sendable {
    /// The request never arrives.
    var lostRequest = 0
    /// The request is done, the answer never arrives.
    var lostAnswer = 0
    /// The client has given up long before the request arrives.
    var late = 0
    /// The request arrives twice.
    var duplicated = 0
    /// 429, 503.
    var throttled = 0
    /// 409 without a reason that the client could see.
    var conflict = 0
    /// 500: done or not.
    var failing = 0
    /// 403.
    var denied = 0
    /// No connection.
    var unreachable = 0
    /// A download is cut.
    var truncated = 0
    /// The way to the store takes `slowDelay`.
    var slow = 0
    /// A listing is late.
    var staleList = 0
    var delay: ClosedRange<World.Time> = 1000...10_000
    var slowDelay: ClosedRange<World.Time> = 10_000...3_000_000

    /// No faults; requests overlap all the same.
    static let calm = Weather()

    /// Some worlds have a few kinds of faults, each often: their combinations are what matters. Some have many kinds, some none.
    init(drawing random: inout SplitMix) {
        delay = random.pick([1000...3000, 1000...10_000, 2000...60_000])
        switch random.below(100) {
        case ..<7: break
        case ..<60:
            for _ in 0..<random.within(1...3) { self[keyPath: random.pick(Self.kinds)] = random.pick([100, 300]) }
        default:
            let severity = random.pick([20, 60, 150])
            for kind in Self.kinds where random.chance(400) { self[keyPath: kind] = severity }
        }
        // An error that a person has to solve ends most of what is going on: too much of it hides the rest.
        denied /= 4
        truncated /= 2
    }

    private static var kinds: [WritableKeyPath<Weather, Int>] {
        [
            \.lostRequest, \.lostAnswer, \.late, \.duplicated, \.throttled, \.conflict, \.failing, \.denied, \.unreachable,
            \.truncated, \.slow, \.staleList,
        ]
    }

    private init() {}
}
