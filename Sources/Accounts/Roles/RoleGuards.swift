import HTTPTypes
public import Web

extension Accounts {
    /// Lets signed-in users through who have all of these roles, where a list stands for any one of its own. Others who are
    /// signed in get 403. Roles are read for each request: one that is taken away counts at once.
    ///
    ///     app.get("/desk", requiring: users.rolesRequired("editor", ["board", "staff"])) { _, user in … }
    ///
    /// - Parameter allowUnconfirmed: also users who have not confirmed an address (``signedInUnconfirmed``).
    public func rolesRequired(_ needs: RoleNeed..., allowUnconfirmed: Bool = false) -> Guard<User> {
        guardian(needs, allowUnconfirmed: allowUnconfirmed)
    }

    /// Lets signed-in users through who have at least one of these roles.
    public func rolesAccepted(_ roles: String..., allowUnconfirmed: Bool = false) -> Guard<User> {
        guardian([RoleNeed(anyOf: roles)], allowUnconfirmed: allowUnconfirmed)
    }

    /// The roles of the user behind a request; none for other visitors.
    public func roles(in context: Context) async throws -> Set<String> { try await currentUser.roles(in: context) }

    func guardian(_ needs: [RoleNeed], allowUnconfirmed: Bool = false) -> Guard<User> {
        let entrance = allowUnconfirmed ? signedInUnconfirmed : signedIn
        let words = needs.map(\.description).joined(separator: " and ")
        return Guard(name: "\(entrance.name), role \(words)", access: entrance.access) { context in
            let user = try await entrance.check(context)
            let roles = try await roles(in: context)
            try await askForSecondFactor(of: user, in: context)
            guard needs.allSatisfy({ $0.isMet(by: roles) }) else { throw HTTPError(.forbidden, texts.roleMissing) }
            return user
        }
    }
}
