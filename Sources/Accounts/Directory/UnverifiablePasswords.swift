public import Database
import Secrets

/// Accounts whose stored passwords no sign-in can be compared with: of schemes that this machine does not know, or no hashes at
/// all. Their people come in by a link to a new password.
public struct UnverifiablePasswords: Sendable, Hashable {
    /// The names, in order, by the scheme of their hashes.
    public let names: [String: [String]]

    /// Looks through all of them. Accounts without a password (an empty hash) have another way to sign in, and are left out.
    public init(in transaction: any Transaction) throws(DatabaseError) {
        var names: [String: [String]] = [:]
        guard try transaction.tableExists("users") else {
            self.names = [:]
            return
        }
        for row in try transaction.query("SELECT username, password FROM users ORDER BY username") {
            let hash: String = try row.get("password")
            guard !hash.isEmpty, !PasswordHasher.canVerify(hash) else { continue }
            names[PasswordHasher.schemeName(of: hash), default: []].append(try row.get("username"))
        }
        self.names = names
    }

    /// Whether every password can be checked.
    public var isEmpty: Bool { names.isEmpty }

    /// A line for each scheme, and what to do.
    public var words: [String] {
        guard !isEmpty else { return [] }
        let lines = names.sorted { $0.key < $1.key }.map { scheme, names in
            "\(names.count) with \(scheme): \(names.prefix(20).joined(separator: ", "))\(names.count > 20 ? ", …" : "")"
        }
        let hint =
            names.keys.contains { $0.hasPrefix("argon2") }
            ? ["argon2 is verified where libargon2 is: apt install libargon2-1"] : []
        return [
            "accounts whose passwords can't be verified here; they need a new one, by \"Forgot your password?\" or users reset-link:"
        ]
            + lines.map { "  " + $0 } + hint.map { "  " + $0 }
    }
}
