/// What a new password must be.
public enum PasswordRules: Sendable, Hashable {
    /// NIST 800-63B section 5.1.1.2: at least 8 characters, not one of the commonest, not the user name; no rule about which
    /// kinds of characters. The default.
    case nist
    /// Flask-User's: at least 6 characters with a lower-case letter, an upper-case letter and a digit.
    case flaskUser

    init?(named name: String) {
        switch name {
        case "nist": self = .nist
        case "flask-user": self = .flaskUser
        default: return nil
        }
    }

    /// What bcrypt takes: a longer password would count with its first 72 bytes only, so it is refused under every scheme,
    /// which also lets a site change the scheme.
    static let byteLimit = 72

    enum Problem: Error, Hashable, Sendable {
        case missing, tooShort(minimum: Int), tooLong, badCharacters, common, sameAsUsername, missingKinds
    }

    var minimumLength: Int {
        switch self {
        case .nist: 8
        case .flaskUser: 6
        }
    }

    /// What is wrong with `password` for the account `username`; `nil` where nothing is.
    func problem(with password: Password, username: String) -> Problem? {
        if password.text.isEmpty { return .missing }
        if password.byteCount > Self.byteLimit { return .tooLong }
        if password.text.utf8.contains(0) { return .badCharacters }
        if password.text.unicodeScalars.count < minimumLength { return .tooShort(minimum: minimumLength) }
        switch self {
        case .nist: return Self.guessable(password.text, username: username)
        case .flaskUser: return Self.hasAllKinds(password.text) ? nil : .missingKinds
        }
    }

    private static func guessable(_ password: String, username: String) -> Problem? {
        let folded = password.lowercased()
        if folded == username.lowercased() { return .sameAsUsername }
        return CommonPasswords.contains(folded) ? .common : nil
    }

    private static func hasAllKinds(_ password: String) -> Bool {
        password.contains(where: \.isLowercase) && password.contains(where: \.isUppercase) && password.contains(where: \.isNumber)
    }
}
