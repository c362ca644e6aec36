/// How long the store takes to answer, as seen lately. It decides how long to wait for company, never what is right.
struct RoundTrip: Sendable, Hashable {
    /// `nil` before the first answer.
    private(set) var estimate: Duration?

    /// Falls fast and rises slowly: the first answer may bring a whole database, and one slow answer says little about the next.
    mutating func took(_ time: Duration) {
        guard let old = estimate else { return estimate = time }
        estimate = time < old ? (old + time) / 2 : old + (time - old) / 8
    }

    /// A part of it, at most `limit`; nothing before the first answer.
    func share(_ part: Double, atMost limit: Duration = .seconds(1)) -> Duration {
        min((estimate ?? .zero) * part, limit)
    }
}
