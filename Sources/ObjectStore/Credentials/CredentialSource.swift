/// A place that may have credentials.
public protocol CredentialSource: Sendable {
    /// The credentials; `nil` where this place is not set up, so that the next one is asked. Throws where it is set up and fails.
    func load() async throws(StoreError) -> Credentials?
}

/// Keys that were given by hand are a source of themselves.
extension Credentials: CredentialSource {
    /// Itself.
    public func load() async throws(StoreError) -> Credentials? { self }
}
