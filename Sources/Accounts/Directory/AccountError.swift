public import Web

/// Why the directory did not do what it was asked.
public enum AccountError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no account with this user name.
    case unknownUser(String)
    /// There is one already, perhaps in another spelling of case.
    case usernameTaken(String)
    /// There is an account with this mail address already.
    case emailTaken
    /// It is no mail address.
    case badEmail(String)
    /// The name is not one that the site accepts; the reason in words.
    case badUsername(String, reason: Text)
    /// The password is not one that the site accepts; the reason in words. The password is not repeated.
    case badPassword(reason: Text)
    /// It is no name of a role.
    case badRole(String)

    public var description: String {
        switch self {
        case .unknownUser(let name): "there is no account \(name)"
        case .usernameTaken(let name): "there is an account \(name) already"
        case .emailTaken: "there is an account with this mail address already"
        case .badEmail(let email): "\"\(email)\" is not a mail address"
        case .badUsername(let name, let reason): "the user name \"\(name)\" is not accepted: \(Language.inCode.string(reason))"
        case .badRole(let name): "\"\(name)\" can't be the name of a role: 1 to 50 characters, none of them a control character"
        case .badPassword(let reason): "the password is not accepted: \(Language.inCode.string(reason))"
        }
    }
}
