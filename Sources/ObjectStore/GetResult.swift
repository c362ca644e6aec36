/// What a `get` found.
public enum GetResult: Sendable {
    /// The object, or the range of it.
    case object(Object)
    /// The object still has the tag that was given.
    case notModified
    /// There is no object under the key, for certain.
    case missing
}
