// SatchelTesting: a browser without a window, for tests. The same test runs in process or over a live socket.

public import HTTP
public import HTTPServer
public import HTTPTypes

/// A visitor: keeps cookies, follows redirects, fills forms by what their labels say.
///
///     let client = TestClient(handler)
///     let page = try await client.get("/user/register")
///     let welcome = try await client.submit(page, ["User name": "ada", "Password": "correct horse"])
///     #expect(welcome.status == .ok)
///
/// Two clients are two visitors. A client may be used from several tasks at once.
public final class TestClient: Sendable {
    /// What this visitor's browser keeps between requests.
    public let cookies = CookieJar()
    /// The `Host` that requests are sent to.
    public let host: String
    /// What is done with a redirect where a call does not say.
    public let redirects: Redirects

    private let exchange: any Exchange
    private let isSecure: Bool

    /// Whether a redirect is followed (at most ten times) or handed to the test as it is.
    public enum Redirects: Sendable { case follow, stop }

    /// A visitor of a handler in this process: no sockets.
    /// - Parameter isSecure: whether the handler is told that the request came by HTTPS.
    public init(
        _ handler: @escaping Handler, host: String = "localhost", isSecure: Bool = false, peerAddress: String = "127.0.0.1",
        redirects: Redirects = .follow
    ) {
        self.host = host
        self.isSecure = isSecure
        self.redirects = redirects
        exchange = InProcessExchange(
            handler: handler, connection: ConnectionInfo(peerAddress: peerAddress, isSecure: isSecure))
    }

    /// A visitor of a server that listens: each request on a connection of its own, over plain HTTP.
    public init(server address: ListenAddress, redirects: Redirects = .follow) {
        switch address {
        case .tcp(let host, let port): self.host = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .unix: host = "localhost"
        }
        isSecure = false
        self.redirects = redirects
        exchange = LiveExchange(address: address)
    }

    /// Sends one request with this visitor's cookies, keeps the cookies of the answer, and follows redirects as chosen.
    /// - Parameter target: path and query, percent-encoded, as they go into the request line.
    @discardableResult
    public func send(
        _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = HTTPFields(), body: [UInt8] = [],
        redirects: Redirects? = nil
    ) async throws -> TestResponse {
        var answer = try await once(method, target, headers, body)
        guard (redirects ?? self.redirects) == .follow else { return answer }
        var method = method
        var body = body
        var headers = headers
        for _ in 0..<10 {
            guard let next = answer.redirectTarget else { return answer }
            if answer.status != .temporaryRedirect && answer.status != .permanentRedirect {
                method = method == .head ? .head : .get
                body = []
                headers[.contentType] = nil
            }
            answer = try await once(method, next, headers, body)
        }
        throw TestFailure("\(target) was redirected more than ten times; the last was to \(answer.target)")
    }

    @discardableResult
    public func get(
        _ target: String, headers: HTTPFields = HTTPFields(), redirects: Redirects? = nil
    ) async throws -> TestResponse {
        try await send(.get, target, headers: headers, redirects: redirects)
    }

    /// Posts an urlencoded form as it is given: no page is asked for a token.
    @discardableResult
    public func post(
        _ target: String, form: KeyValuePairs<String, String> = [:], headers: HTTPFields = HTTPFields(),
        redirects: Redirects? = nil
    ) async throws -> TestResponse {
        let fields = form.map { ($0.key, $0.value) }
        return try await post(target, fields: fields, headers: headers, redirects: redirects)
    }

    /// Posts JSON that is given as text.
    @discardableResult
    public func post(
        _ target: String, json: String, headers: HTTPFields = HTTPFields(), redirects: Redirects? = nil
    ) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "application/json"
        return try await send(.post, target, headers: headers, body: Array(json.utf8), redirects: redirects)
    }

    /// Fills in the form of a page and sends it as a browser would: hidden fields (the CSRF token) and preset values go along.
    /// - Parameters:
    ///   - values: by label text or by field name. A name that the form does not have fails the test.
    ///   - button: the text of the button that is pressed, where a page has several forms or a form several buttons.
    @discardableResult
    public func submit(
        _ page: TestResponse, _ values: KeyValuePairs<String, String> = [:], button: String? = nil,
        redirects: Redirects? = nil
    ) async throws -> TestResponse {
        let form = try page.form(having: values.map(\.key), button: button)
        let fields = try form.filled(values, button: button)
        let target = page.resolve(form.action)
        guard form.method == .post else {
            let query = URLEncoding.encode(fields)
            return try await get(String(target.prefix { $0 != "?" }) + "?" + query, redirects: redirects)
        }
        return try await post(target, fields: fields, headers: HTTPFields(), redirects: redirects)
    }

    private func post(
        _ target: String, fields: [(String, String)], headers: HTTPFields, redirects: Redirects?
    ) async throws -> TestResponse {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = Array(URLEncoding.encode(fields).utf8)
        return try await send(.post, target, headers: headers, body: body, redirects: redirects)
    }

    private func once(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, _ body: [UInt8]
    ) async throws -> TestResponse {
        var headers = headers
        if let name = HTTPField.Name("Host"), headers[name] == nil { headers[name] = host }
        if method != .get && method != .head && headers[.origin] == nil {
            headers[.origin] = "\(isSecure ? "https" : "http")://\(host)"
        }
        if headers[.cookie] == nil, let cookie = cookies.header(isSecure: isSecure) { headers[.cookie] = cookie }
        let answer = try await exchange.send(method, target, headers, body)
        cookies.take(answer.headers[values: .setCookie])
        return TestResponse(
            target: target, status: answer.status, headers: answer.headers, body: answer.body, origin: host)
    }
}
