/// A name for a value kept in a ``Context``.
public protocol ContextKey {
    /// What is kept.
    associatedtype Value: Sendable
}
