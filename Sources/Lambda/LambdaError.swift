/// Why the process must end: Lambda then starts another.
public enum LambdaError: Error, Sendable, CustomStringConvertible {
    /// `AWS_LAMBDA_RUNTIME_API` is no `HOST:PORT`.
    case address(String)
    /// The runtime API can't be reached, or breaks off: the system's words.
    case connection(String)
    /// The runtime API answered what it should not.
    case api(String)

    /// For the function's log.
    public var description: String {
        switch self {
        case .address(let text): "AWS_LAMBDA_RUNTIME_API is “\(text)”: it must be HOST:PORT, as Lambda sets it."
        case .connection(let what): "Lambda's runtime API can't be reached: \(what)."
        case .api(let what): "Lambda's runtime API sent \(what)."
        }
    }
}
