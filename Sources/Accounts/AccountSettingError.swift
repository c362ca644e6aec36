/// A setting whose value is not allowed.
public struct AccountSettingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The setting, as it stands in the environment.
    public let name: String
    /// What was found.
    public let value: String
    /// What may stand there, in words.
    public let allowed: String

    public var description: String { "\(name) is \"\(value)\"; allowed: \(allowed)" }
}
