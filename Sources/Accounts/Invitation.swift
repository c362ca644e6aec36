import Database
import Secrets
import Web

/// What an invitation's link is good for: an address that needs no other confirmation, once.
struct Invitation: Sendable {
    /// Whom it was mailed to.
    let email: String
    private let source: Source

    private enum Source: Sendable {
        case token(String)
        /// The number in `user_invitations`.
        case flaskUser(Int64)
    }

    /// The invitation of a link; `nil` where there is none, or it is over.
    static func find(
        _ token: String, _ settings: AccountSettings, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> Invitation? {
        if let found = try UserToken.find(token, for: .invite, now: now, in: transaction) {
            return Invitation(email: found.email, source: .token(token))
        }
        guard
            let id = FlaskUserToken(secretKey: settings.flaskSecretKey)?.number(
                in: token, lifetime: settings.inviteLifetime, now: now)
        else { return nil }
        // What was sent from here has links of its own.
        let email: String? = try transaction.scalar(
            "SELECT email FROM user_invitations WHERE id = :id AND sent_at = 0", ["id": id])
        return email.map { Invitation(email: $0, source: .flaskUser(id)) }
    }

    /// Uses it up: false where somebody else did meanwhile. Who invited whom stays known.
    func use(now: Int, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        switch source {
        case .token(let token): try UserToken.use(token, for: .invite, now: now, in: transaction) != nil
        case .flaskUser(let id):
            try transaction.execute(
                "UPDATE user_invitations SET sent_at = :now WHERE id = :id AND sent_at = 0", ["now": now, "id": id]
            ).changes == 1
        }
    }
}

/// Flask-User's tokens: Fernet, with the first 32 bytes of its `SECRET_KEY` (filled up with blanks) as the key, of values with bars between
/// them; numbers are a tilde and digits to the base of 64, most significant first.
struct FlaskUserToken: Sendable {
    private let fernet: Fernet

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    init?(secretKey: String?) {
        guard let secretKey, !secretKey.isEmpty else { return nil }
        let key = Array(secretKey.utf8) + Array(repeating: UInt8(ascii: " "), count: 32)
        guard let fernet = Fernet(key: Array(key.prefix(32))) else { return nil }
        self.fernet = fernet
    }

    /// The number that a token holds, and nothing else; `nil` where it is over, or none of this key's.
    func number(in token: String, lifetime: Int, now: Int) -> Int64? {
        guard let opened = fernet.open(token), opened.time <= now + 60, now - opened.time < lifetime else { return nil }
        guard opened.content.first == UInt8(ascii: "~"), (2...10).contains(opened.content.count) else { return nil }
        var number: Int64 = 0
        for byte in opened.content.dropFirst() {
            guard let digit = Self.digits.firstIndex(of: byte) else { return nil }
            number = number * 64 + Int64(digit)
        }
        return number
    }
}
