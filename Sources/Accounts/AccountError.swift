/// Why the directory did not do what it was asked.
public enum AccountError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no account with this user name.
    case unknownUser(String)
    /// There is one already, perhaps in another spelling of case.
    case usernameTaken(String)
    /// The name is not one that the site accepts; the reason in words.
    case badUsername(String, reason: String)
    /// The password is not one that the site accepts; the reason in words. The password is not repeated.
    case badPassword(reason: String)

    public var description: String {
        switch self {
        case .unknownUser(let name): "there is no account \(name)"
        case .usernameTaken(let name): "there is an account \(name) already"
        case .badUsername(let name, let reason): "the user name \"\(name)\" is not accepted: \(reason)"
        case .badPassword(let reason): "the password is not accepted: \(reason)"
        }
    }
}
