/// How a guard knows who is there: what `/openapi.json` says of its routes.
public struct RouteAccess: Sendable, Hashable {
    /// By the cookie of somebody who signed in.
    public var takesSession: Bool
    /// By a bearer token that has this scope.
    public var tokenScope: String?

    /// By a session, a token with a scope, or either.
    public init(takesSession: Bool = true, tokenScope: String? = nil) {
        self.takesSession = takesSession
        self.tokenScope = tokenScope
    }
}
