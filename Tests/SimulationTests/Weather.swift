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

    /// Most seeds have a few kinds of faults, some many, some none.
    init(drawing random: inout SplitMix) {
        guard random.chance(930) else { return }
        let severity = random.pick([20, 60, 200])
        let isOn = { (random: inout SplitMix) in random.chance(400) ? severity : 0 }
        lostRequest = isOn(&random)
        lostAnswer = isOn(&random)
        late = isOn(&random)
        duplicated = isOn(&random)
        throttled = isOn(&random)
        conflict = isOn(&random)
        failing = isOn(&random)
        denied = isOn(&random) / 4
        unreachable = isOn(&random)
        truncated = isOn(&random) / 2
        slow = isOn(&random)
        staleList = isOn(&random)
    }

    private init() {}
}
