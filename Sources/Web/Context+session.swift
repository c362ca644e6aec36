import HTTP
import HTTPTypes
import Secrets
import Synchronization

extension Context {
    /// The visitor's session. Changing it sends the cookie anew; leaving it alone sends none.
    public var session: Session {
        get { state.withLock { openSession(&$0).now } }
        set { state.withLock { $0.session = OpenSession(before: openSession(&$0).before, now: newValue) } }
    }

    /// Changes the session in one step. The context is locked meanwhile: `change` must not use it.
    public func updateSession<Result: Sendable>(_ change: (inout Session) -> Result) -> Result {
        state.withLock { state in
            var open = openSession(&state)
            defer { state.session = open }
            return change(&open.now)
        }
    }

    /// A text for the next page that is shown to this visitor.
    public func flash(_ text: String, _ category: Flash.Category = .info) {
        updateSession { $0.flashes.append(Flash(text, category)) }
    }

    /// The waiting texts, which are then no longer waiting; but nobody sees the page that `HEAD` asks for, so there they wait on.
    public func takeFlashes() -> [Flash] {
        guard !session.flashes.isEmpty else { return [] }
        if request.method == .head { return session.flashes }
        return updateSession { session in
            defer { session.flashes = [] }
            return session.flashes
        }
    }

    /// The CSRF token for this visitor's forms; starts a session where there is none.
    public var csrfToken: String {
        let secret = updateSession { session in
            let secret = session.csrfSecret ?? Randomness.token(bits: 128)
            session.csrfSecret = secret
            return secret
        }
        return state.withLock { state in
            let token = state.csrfToken ?? CSRFToken.make(secret: secret, now: environment.now())
            state.csrfToken = token
            return token
        }
    }

    /// Seconds since the page with this form was made, by the form's CSRF token; `nil` where there is none: then no page was looked at.
    public func formAge() async throws -> Double? {
        guard let secret = session.csrfSecret, let token = try await form()["csrf_token"] else { return nil }
        return CSRFToken.second(of: token, secret: secret).map { environment.now() - Double($0) }
    }

    func verifiesCSRF(_ token: String) -> Bool {
        guard let secret = session.csrfSecret else { return false }
        return CSRFToken.verify(token, secret: secret, now: environment.now(), lifetime: environment.csrfLifetime)
    }

    /// Whether the browser sent a session cookie, good or not.
    var presentsSessionCookie: Bool {
        guard request.headers.contains(.cookie) else { return false }
        let name = SessionCookie.name(isSecure: isSecure)
        return request.headers[values: .cookie].contains { $0.contains(name + "=") }
    }

    private func openSession(_ state: inout ContextState) -> OpenSession {
        if let open = state.session { return open }
        let isStateless = route?.options.contains(.stateless) ?? false
        let value = isStateless || presentsBearer ? nil : SessionCookie.value(in: request.headers, isSecure: isSecure)
        let stored = value.flatMap { site.sessionCookie.open($0, now: environment.now()) }
        let open = OpenSession(before: stored, now: stored?.session ?? Session())
        state.session = open
        return open
    }
}
