/// A check that hands over proof: the handler takes a `Proof`, so a forgotten guard does not compile.
///
///     app.get("/members", requiring: users.signedIn) { _, user in Page("members", ["user": user]) }
public struct Guard<Proof: Sendable>: Sendable {
    /// Shown by `satchel routes`.
    public let name: String
    /// Gives the proof, or throws a ``Refusal`` (an answer of its own) or an ``HTTPError``.
    public let check: @Sendable (Context) async throws -> Proof

    /// How it knows who is there.
    public let access: RouteAccess

    /// `check` throws a ``Refusal`` (an answer of its own) or an ``HTTPError``.
    public init(name: String, access: RouteAccess = RouteAccess(), _ check: @escaping @Sendable (Context) async throws -> Proof) {
        self.name = name
        self.access = access
        self.check = check
    }
}
