import Database
import OpenID
import Secrets

/// The rows of `user_identities`: who at an identity provider is which account. The key is the SHA-256 of issuer and subject, exact to
/// the byte on every engine; a provider that gets another address in the settings is another provider.
struct LinkedIdentity: Sendable, Hashable {
    /// What the database calls it.
    let key: String
    let user: UserID
    let issuer: String
    /// As the provider had it when it was linked; empty where it had none.
    let email: String
    /// Seconds since 1970.
    let created: Int

    /// Enough of the key to tell one of a user's from the others, for a form.
    var handle: String { String(key.prefix(16)) }

    /// How many a user may have.
    static let perUser = 20

    static func key(of identity: Identity) -> String {
        Digest.hex(Digest.sha256(Array("\(identity.issuer)\n\(identity.subject)".utf8)))
    }

    /// The account of somebody at a provider.
    static func find(_ identity: Identity, in transaction: any Transaction) throws(DatabaseError) -> LinkedIdentity? {
        try transaction.first("\(select) WHERE id = :id", ["id": key(of: identity)]).map(LinkedIdentity.init)
    }

    /// Those of a user, the oldest first.
    static func list(of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> [LinkedIdentity] {
        var all: [LinkedIdentity] = []
        for row in try transaction.query("\(select) WHERE user_id = :user ORDER BY created_at, id", ["user": user]) {
            all.append(try LinkedIdentity(row))
        }
        return all
    }

    /// Links somebody at a provider to an account.
    ///
    /// - Throws: a unique violation where they are linked to one.
    static func add(
        _ identity: Identity, to user: UserID, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) {
        try transaction.execute(
            "INSERT INTO user_identities (id, user_id, issuer, email, created_at) VALUES (:id, :user, :issuer, :email, :now)",
            [
                "id": key(of: identity), "user": user, "issuer": identity.issuer,
                "email": String((identity.verifiedEmail ?? "").unicodeScalars.prefix(255)), "now": now,
            ])
    }

    static func remove(_ key: String, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_identities WHERE id = :id", ["id": key])
    }

    static func removeAll(of user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_identities WHERE user_id = :user", ["user": user])
    }

    private static let select = "SELECT id, user_id, issuer, email, created_at FROM user_identities"

    private init(_ row: Row) throws(DatabaseError) {
        key = try row.get(at: 0)
        user = try row.get(at: 1)
        issuer = try row.get(at: 2)
        email = try row.get(at: 3)
        created = try row.get(at: 4)
    }
}
