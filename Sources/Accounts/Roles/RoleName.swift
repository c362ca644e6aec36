/// The name of a role: up to 50 characters that can be seen, without blanks around them. Case counts.
public struct RoleName: Sendable, Hashable, LosslessStringConvertible {
    public let description: String

    /// `nil` for what is no name of a role.
    public init?(_ text: String) {
        let trimmed = UsernameRules.trimmed(text)
        guard (1...50).contains(trimmed.unicodeScalars.count),
            trimmed.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        description = trimmed
    }
}
