/// One condition of ``Accounts/rolesRequired(_:allowUnconfirmed:)``: a role, or any one of several.
///
///     users.rolesRequired("editor", ["board", "staff"])   // editor, and one of board and staff
public struct RoleNeed: Sendable, Hashable {
    let anyOf: [String]

    /// Whether somebody with these roles fulfils it. Nobody fulfils an empty list.
    func isMet(by roles: Set<String>) -> Bool { anyOf.contains { roles.contains($0) } }
}

extension RoleNeed: ExpressibleByStringLiteral {
    public init(stringLiteral role: String) { self.init(anyOf: [role]) }
}

extension RoleNeed: ExpressibleByArrayLiteral {
    public init(arrayLiteral roles: String...) { self.init(anyOf: roles) }
}

extension RoleNeed: CustomStringConvertible {
    /// As `satchel routes` shows it.
    public var description: String { anyOf.count == 1 ? anyOf.joined() : "(\(anyOf.joined(separator: " or ")))" }
}
