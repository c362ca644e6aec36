import Database
import Secrets
import WebAuthn

/// A row of `user_passkeys`: a credential that signs its user in. Nothing in it is secret: the private key never leaves its owner.
struct Passkey: Sendable {
    /// SHA-256 of the credential's id, in hexadecimal: ids may be longer than a column of keys, and this is what a form names.
    let key: String
    let user: UserID
    let name: String
    let credential: KnownCredential
    let isBackedUp: Bool
    let transports: [String]
    /// Seconds since 1970.
    let created: Int
    /// The same; 0 where it was not used yet.
    let lastUsed: Int

    static let nameLimit = 50
    /// How many a user may have: more than anybody has devices.
    static let perUser = 20

    static func key(of credential: [UInt8]) -> String { Digest.hex(Digest.sha256(credential)) }

    private static let columns = """
        id, user_id, name, credential_id, user_handle, public_key, sign_count, is_backup_eligible, is_backed_up, transports,
        created_at, last_used_at
        """

    /// A user's passkeys, the newest last.
    static func list(of user: UserID, in transaction: any Transaction) throws -> [Passkey] {
        try transaction.query(
            "SELECT \(columns) FROM user_passkeys WHERE user_id = :user ORDER BY created_at, id", ["user": user]
        ).map(Passkey.init)
    }

    /// The passkey of a credential; `nil` where nobody has it.
    static func find(_ credential: [UInt8], in transaction: any Transaction) throws -> Passkey? {
        try transaction.first("SELECT \(columns) FROM user_passkeys WHERE id = :id", ["id": key(of: credential)])
            .map(Passkey.init)
    }

    /// Adds a credential.
    ///
    /// - Throws: a unique violation where anybody has it already.
    static func insert(
        _ credential: NewCredential, named name: String, of user: UserID, handle: [UInt8], now: Int,
        in transaction: any Transaction
    ) throws(DatabaseError) {
        try transaction.execute(
            """
            INSERT INTO user_passkeys (\(columns)) VALUES (:id, :user, :name, :credential, :handle, :public_key, :count,
                :eligible, :backed_up, :transports, :now, 0)
            """,
            [
                "id": key(of: credential.id), "user": user, "name": name, "credential": Base64URL.encode(credential.id),
                "handle": Base64URL.encode(handle), "public_key": Base64URL.encode(credential.key.bytes),
                "count": Int(credential.counter), "eligible": credential.isBackupEligible, "backed_up": credential.isBackedUp,
                "transports": credential.transports.joined(separator: ","), "now": now,
            ])
    }

    /// Notes that it signed in. False where its counter has gone on since it was read: of two answers with one counter, one counts.
    func use(_ use: CredentialUse, now: Int, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try transaction.execute(
            """
            UPDATE user_passkeys SET sign_count = :count, is_backed_up = :backed_up, last_used_at = :now
            WHERE id = :id AND sign_count = :former
            """,
            [
                "count": Int(use.counter), "backed_up": use.isBackedUp, "now": now, "id": key,
                "former": Int(credential.counter),
            ]
        ).changes == 1
    }

    /// - Returns: false where the user has no such passkey.
    static func rename(
        _ key: String, of user: UserID, to name: String, in transaction: any Transaction
    ) throws(DatabaseError) -> Bool {
        guard try ownName(of: key, user, in: transaction) != nil else { return false }
        try transaction.execute(
            "UPDATE user_passkeys SET name = :name WHERE id = :id AND user_id = :user", ["name": name, "id": key, "user": user])
        return true
    }

    /// - Returns: its name; `nil` where the user has no such passkey.
    static func remove(_ key: String, of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> String? {
        guard let name = try ownName(of: key, user, in: transaction) else { return nil }
        try transaction.execute("DELETE FROM user_passkeys WHERE id = :id AND user_id = :user", ["id": key, "user": user])
        return name
    }

    /// - Returns: how many there were.
    @discardableResult
    static func removeAll(of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> Int {
        try transaction.execute("DELETE FROM user_passkeys WHERE user_id = :user", ["user": user]).changes
    }

    private static func ownName(of key: String, _ user: UserID, in transaction: any Transaction) throws(DatabaseError) -> String?
    {
        try transaction.scalar(
            "SELECT name FROM user_passkeys WHERE id = :id AND user_id = :user", ["id": key, "user": user])
    }
}

extension Passkey {
    fileprivate init(_ row: Row) throws {
        key = try row.get(at: 0)
        user = try row.get(at: 1)
        name = try row.get(at: 2)
        let count: Int = try row.get(at: 6)
        credential = KnownCredential(
            id: try Self.bytes(row, 3), userHandle: try Self.bytes(row, 4), key: try COSEKey(try Self.bytes(row, 5)),
            counter: UInt32(clamping: count), isBackupEligible: try row.get(at: 7))
        isBackedUp = try row.get(at: 8)
        let transports: String = try row.get(at: 9)
        self.transports = transports.split(separator: ",").map(String.init)
        created = try row.get(at: 10)
        lastUsed = try row.get(at: 11)
    }

    private static func bytes(_ row: Row, _ index: Int) throws -> [UInt8] {
        Base64URL.decode(try row.get(at: index, as: String.self)) ?? []
    }
}
