import HTTP

/// What changes while a request is answered. One lock guards it all, so that no two parts of it disagree.
struct ContextState: Sendable {
    /// The session, once somebody looked.
    var session: OpenSession?
    var csrfToken: String?
    /// The trace that begins here, once somebody asked for it.
    var trace: TraceContext?
    var form: Result<Form, any Error>?
    var values: [ObjectIdentifier: any Sendable] = [:]
    var cookies: [SetCookie] = []
    /// The visitor's language, once somebody looked.
    var language: Language?
    /// Whether a page was rendered: its content depends on the visitor.
    var hasRendered = false

    /// Whether nothing of the visitor's goes out with the answer.
    var hasNothingToSend: Bool { session == nil && cookies.isEmpty }
}

/// A session as it came and as it is now.
struct OpenSession: Sendable {
    let before: StoredSession?
    var now: Session

    /// What the cookie must become: `nil` where it stays.
    func change(at time: Double) -> StoredSession? {
        guard now != before?.session ?? Session() else { return nil }
        // A new token is a new session: its age starts anew.
        let isSame = before != nil && before?.session.token == now.token
        return StoredSession(session: now, issuedAt: isSame ? before?.issuedAt ?? time : time)
    }
}
