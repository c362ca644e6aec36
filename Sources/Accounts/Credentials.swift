import Database

/// What sign-in needs of an account: who it is and what to compare with. Never handed to a site.
struct Credentials: Sendable {
    let id: UserID
    let username: String
    let passwordHash: String
    let isActive: Bool

    /// The account of a user name: exact but for the case, by the index of the unique column.
    static func find(_ username: String, in transaction: any Transaction) throws(DatabaseError) -> Credentials? {
        let row = try transaction.first(
            "SELECT id, username, password, is_active FROM users WHERE username = :username", ["username": username])
        guard let row else { return nil }
        return Credentials(
            id: try row.get("id"), username: try row.get("username"), passwordHash: try row.get("password"),
            isActive: try row.get("is_active"))
    }

    /// Whether the account is still as it was read: there, active, and with the same password. What is decided by a password
    /// that took its time to compare is done only if nothing changed meanwhile.
    func stillHold(in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try transaction.first(
            "SELECT 1 FROM users WHERE id = :id AND password = :password AND is_active = :active",
            ["id": id, "password": passwordHash, "active": true]) != nil
    }

    /// The account of a number; `nil` where there is none.
    static func find(_ id: UserID, in transaction: any Transaction) throws(DatabaseError) -> Credentials? {
        let name: String? = try transaction.scalar("SELECT username FROM users WHERE id = :id", ["id": id])
        guard let name else { return nil }
        return try find(name, in: transaction)
    }

    /// Puts a new account into the table.
    ///
    /// - Throws: a unique violation where the name is taken.
    static func insert(
        username: String, passwordHash: String, in transaction: any Transaction
    ) throws(DatabaseError) -> UserID {
        let number = try transaction.insertedID(
            "INSERT INTO users (username, password, is_active) VALUES (:username, :password, :active)",
            ["username": username, "password": passwordHash, "active": true])
        let id = UserID(number)
        try removeRemains(of: id, in: transaction)
        return id
    }

    /// SQLite gives the number of a deleted last user anew. Sessions go with their user by the foreign key, unless a program
    /// without foreign keys deleted the user: then a stale cookie would open the new account, and whoever comes next would have roles,
    /// addresses and tokens of who went.
    static func removeRemains(of id: UserID, in transaction: any Transaction) throws(DatabaseError) {
        guard transaction.dialect == .sqlite else { return }
        for table in PersonalTable.all { try table.clear(of: id, in: transaction) }
    }

    /// Stores another password: all sessions end, and so do tokens and links to a new one; every device is asked for a code again.
    static func replacePassword(_ hash: String, of id: UserID, in transaction: any Transaction) throws(DatabaseError) {
        try setPasswordHash(hash, of: id, in: transaction)
        try UserSessions.closeAll(of: id, in: transaction)
        try APIToken.revokeAll(of: id, in: transaction)
        try RememberedDevice.removeAll(of: id, in: transaction)
        for purpose in [.resetPassword, .secondFactor] + TokenPurpose.signIns {
            try UserToken.revoke(purpose, of: id, in: transaction)
        }
    }

    /// Stores another hash; `false` where there is no such user.
    @discardableResult
    static func setPasswordHash(_ hash: String, of id: UserID, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try transaction.execute(
            "UPDATE users SET password = :password WHERE id = :id", ["password": hash, "id": id]
        ).changes > 0
    }
}
