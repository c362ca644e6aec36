/// How far a long operation is.
public struct OperationProgress: Sendable, Hashable {
    /// What is under way, as "reading pages".
    public var what: String
    /// In the unit of ``total``.
    public var done: Int
    /// 0 where it is not known.
    public var total: Int

    /// Progress of `done` out of `total`.
    public init(what: String, done: Int, total: Int) {
        self.what = what
        self.done = done
        self.total = total
    }

    /// Takes news of an operation; called often, from any thread.
    public typealias Report = @Sendable (OperationProgress) -> Void
}
