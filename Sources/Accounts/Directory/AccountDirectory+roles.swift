import Database

extension AccountDirectory {
    /// Every role that there is, in order.
    public func roles() async throws -> [String] { try await engine.read { try UserRoles.all(in: $0) } }

    /// The roles of a user, in order.
    public func roles(of username: String) async throws -> [String] {
        try await engine.read { transaction in
            try UserRoles.names(of: try Self.known(username, in: transaction).id, in: transaction).sorted()
        }
    }

    /// Gives a user a role, which is made where there is none of this name. It counts at the user's next request.
    ///
    /// - Returns: false where they have it already.
    @discardableResult
    public func addRole(_ role: String, to username: String) async throws -> Bool {
        let role = try Self.name(role)
        return try await change(username) { known, witness, transaction in
            guard try UserRoles.add(role, to: known.id, in: transaction) else { return false }
            try witness.note(.roleGiven, of: known.id, known.username, role.description, in: transaction)
            return true
        }
    }

    /// Takes a role from a user, as of their next request.
    ///
    /// - Returns: false where they don't have it.
    @discardableResult
    public func removeRole(_ role: String, from username: String) async throws -> Bool {
        let role = try Self.name(role)
        return try await change(username) { known, witness, transaction in
            guard try UserRoles.remove(role, from: known.id, in: transaction) else { return false }
            try witness.note(.roleTaken, of: known.id, known.username, role.description, in: transaction)
            return true
        }
    }

    private static func name(_ text: String) throws -> RoleName {
        guard let name = RoleName(text) else { throw AccountError.badRole(text) }
        return name
    }
}
