/// A base that reads may stand on without a question.
struct SharedBase: Sendable {
    var base: Base
    /// When it is too old; `nil`: never.
    var end: ContinuousClock.Instant?
}
