import HTTP
import HTTPTypes
import Logging
import Synchronization

extension RunningSite {
    /// Cookies and caching, once the answer is known.
    func finish(_ response: inout Response, _ context: Context) {
        let options = context.target.route?.options ?? []
        let isStateless = options.contains(.stateless)
        if isStateless, !options.contains(.json), context.state.withLock(\.hasNothingToSend) { return }
        let state = context.state.withLock { $0 }
        if let change = state.session?.change(at: environment.now()) {
            keep(change, had: state.session?.before != nil, in: &response, context)
        }
        if options.contains(.json) { Self.vary(&response, on: "Accept") }
        for cookie in state.cookies { Self.append(cookie, to: &response) }
        guard !isStateless else { return }
        let isPersonal =
            !state.cookies.isEmpty || state.session.map { !$0.now.isEmpty || $0.before != nil } ?? false
            || context.presentsSessionCookie || context.presentsBearer
        if response.headers[.cacheControl] == nil {
            if isPersonal {
                response.headers[.cacheControl] = "no-store"
            } else if state.hasRendered {
                response.headers[.cacheControl] = "no-cache"
            }
        }
        let isForCookie = isPersonal || state.hasRendered || state.session != nil
        let isForLanguage = state.language != nil && templates.languages.all.count > 1
        if isForCookie, isForLanguage, response.headers[.vary] == nil {
            // Both at once: each search in the fields costs.
            response.headers[.vary] = "Cookie, Accept-Language"
        } else {
            if isForCookie { Self.vary(&response, on: "Cookie") }
            if isForLanguage { Self.vary(&response, on: "Accept-Language") }
        }
    }

    /// Sends the session's cookie anew. One that no browser would keep loses its waiting texts first, oldest first.
    private func keep(_ stored: StoredSession, had cookieBefore: Bool, in response: inout Response, _ context: Context) {
        var stored = stored
        do {
            guard !stored.session.isEmpty else {
                if cookieBefore { Self.append(try SessionCookie.deletion(isSecure: context.isSecure), to: &response) }
                return
            }
            while true {
                do {
                    Self.append(try sessionCookie.seal(stored, isSecure: context.isSecure), to: &response)
                    return
                } catch is SessionCookie.TooLarge where !stored.session.flashes.isEmpty {
                    stored.session.flashes.removeFirst()
                }
            }
        } catch {
            context.logger.error("session not kept", metadata: ["error": "\(error)"])
        }
    }

    private static func append(_ cookie: SetCookie, to response: inout Response) {
        response.headers.append(HTTPField(name: .setCookie, value: cookie.fieldValue))
    }

    /// Names a field of the request that the answer depends on.
    static func vary(_ response: inout Response, on name: String) {
        guard let vary = response.headers[.vary] else {
            response.headers[.vary] = name
            return
        }
        if !vary.containsIgnoringCase(name) { response.headers[.vary] = "\(vary), \(name)" }
    }
}
