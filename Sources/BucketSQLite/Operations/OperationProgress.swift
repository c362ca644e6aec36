/// How far a long operation is.
public struct OperationProgress: Sendable, Hashable {
    /// What is under way, as "reading pages".
    public var what: String
    public var done: Int
    /// 0 where it is not known.
    public var total: Int

    /// Takes news of an operation; called often, from any thread.
    public typealias Report = @Sendable (OperationProgress) -> Void
}
