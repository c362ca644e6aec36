import Database

/// The rows of `roles` and `user_roles`. A role is there as soon as somebody is given it.
enum UserRoles {
    /// What a user may call themselves, now.
    static func names(of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> Set<String> {
        let rows = try transaction.query(
            "SELECT r.name FROM user_roles AS u JOIN roles AS r ON r.id = u.role_id WHERE u.user_id = :user", ["user": user])
        var names: Set<String> = []
        for row in rows { names.insert(try row.get(at: 0)) }
        return names
    }

    /// Every role that there is, in order.
    static func all(in transaction: any Transaction) throws(DatabaseError) -> [String] {
        var names: [String] = []
        for row in try transaction.query("SELECT name FROM roles ORDER BY name") { names.append(try row.get(at: 0)) }
        return names
    }

    /// Gives a user a role; false where they have it.
    static func add(_ role: RoleName, to user: UserID, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        let id = try key(of: role, in: transaction)
        guard try !names(of: user, in: transaction).contains(role.description) else { return false }
        try transaction.execute(
            "INSERT INTO user_roles (user_id, role_id) VALUES (:user, :role)", ["user": user, "role": id])
        return true
    }

    /// Takes a role from a user; false where they don't have it.
    static func remove(_ role: RoleName, from user: UserID, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        guard let id = try number(of: role, in: transaction) else { return false }
        return try transaction.execute(
            "DELETE FROM user_roles WHERE user_id = :user AND role_id = :role", ["user": user, "role": id]
        ).changes > 0
    }

    private static func number(of role: RoleName, in transaction: any Transaction) throws(DatabaseError) -> Int64? {
        try transaction.scalar("SELECT id FROM roles WHERE name = :name", ["name": role.description])
    }

    /// The role's key; it is made where there is none.
    private static func key(of role: RoleName, in transaction: any Transaction) throws(DatabaseError) -> Int64 {
        if let known = try number(of: role, in: transaction) { return known }
        return try transaction.insertedID("INSERT INTO roles (name) VALUES (:name)", ["name": role.description])
    }
}
