import Database

// Who registers with an address that has an account already is told what everybody is told, and no account is made. The user
// name that was asked for must then look as taken as if there were one, or asking twice would tell: so it is held, for as long
// as a new account may take to confirm its address.

extension UserToken {
    /// Holds a user name for nobody.
    static func hold(_ username: String, lifetime: Int, now: Int, in transaction: any Transaction) throws(DatabaseError) {
        let row = UserToken(user: nil, email: "")
        try transaction.execute(
            "DELETE FROM user_tokens WHERE id = :id", ["id": key(of: username.lowercased(), for: .heldName)])
        try row.store(username.lowercased(), for: .heldName, lifetime: lifetime, now: now, in: transaction)
    }

    /// Whether a user name is held.
    static func isHeld(_ username: String, now: Int, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try find(username.lowercased(), for: .heldName, now: now, in: transaction) != nil
    }
}
