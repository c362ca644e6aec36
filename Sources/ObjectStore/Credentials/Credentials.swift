/// An access key of AWS or of a store that speaks its protocol. Printing it shows the id and nothing else.
public struct Credentials: Sendable, Hashable {
    /// `AKIA…`, or `ASIA…` for a temporary one. No secret.
    public var accessKeyID: String
    /// The secret that requests are signed with.
    public var secretAccessKey: String
    /// Goes with temporary keys.
    public var sessionToken: String?
    /// When they end, in seconds since 1970; `nil` for keys that last.
    public var expiration: Int?

    /// Keys that were given by hand, or fetched.
    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Int? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The id alone.
    public var description: String { "Credentials(\(accessKeyID))" }
    /// The id alone.
    public var debugDescription: String { description }
    /// The id alone.
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
