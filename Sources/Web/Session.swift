/// What a visitor's sealed cookie holds. Kept small; what must end everywhere at once is a row in the database,
/// of which only the random id (`token`) stands here.
public struct Session: Sendable, Codable, Hashable {
    /// The random id of a session row (Accounts' `user_sessions`).
    public var token: String?
    /// The secret behind this visitor's CSRF tokens.
    public var csrfSecret: String?
    /// Texts that wait for the next page.
    public var flashes: [Flash] = []
    /// Whatever else a site keeps for a visitor: a few short texts.
    public var values: [String: String] = [:]

    /// A session with nothing in it.
    public init() {}

    /// Whether there is nothing to keep: then the cookie is deleted.
    public var isEmpty: Bool { token == nil && csrfSecret == nil && flashes.isEmpty && values.isEmpty }
}
