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

    /// Sent with every request, where the request has none of the same name.
    public let headers: HTTPFields

    let exchange: any Exchange
    private let isSecure: Bool

    /// Whether a redirect is followed (at most ten times) or handed to the test as it is.
    public enum Redirects: Sendable {
        /// It is followed.
        case follow
        /// The test gets it.
        case stop
    }

    /// A visitor of a handler in this process: no sockets.
    /// - Parameter isSecure: whether the handler is told that the request came by HTTPS.
    public init(
        _ handler: @escaping Handler, host: String = "localhost", isSecure: Bool = false, peerAddress: String = "127.0.0.1",
        redirects: Redirects = .follow, headers: HTTPFields = HTTPFields()
    ) {
        self.host = host
        self.isSecure = isSecure
        (self.redirects, self.headers) = (redirects, headers)
        exchange = InProcessExchange(
            handler: handler, connection: ConnectionInfo(peerAddress: peerAddress, isSecure: isSecure))
    }

    /// A visitor of a server that listens: each request on a connection of its own, over plain HTTP.
    public init(
        server address: ListenAddress, redirects: Redirects = .follow, headers: HTTPFields = HTTPFields()
    ) {
        switch address {
        case .tcp(let host, let port): self.host = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
        case .unix: host = "localhost"
        }
        isSecure = false
        (self.redirects, self.headers) = (redirects, headers)
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

    private func once(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, _ body: [UInt8]
    ) async throws -> TestResponse {
        let answer = try await exchange.send(method, target, complete(headers, method), body)
        cookies.take(answer.headers[values: .setCookie])
        return TestResponse(
            target: target, status: answer.status, headers: answer.headers, body: answer.body, origin: host)
    }

    /// With what a browser adds by itself.
    func complete(_ given: HTTPFields, _ method: HTTPRequest.Method) -> HTTPFields {
        var fields = given
        for field in headers where given[field.name] == nil { fields.append(field) }
        if let name = HTTPField.Name("Host"), fields[name] == nil { fields[name] = host }
        if method != .get && method != .head && fields[.origin] == nil {
            fields[.origin] = "\(isSecure ? "https" : "http")://\(host)"
        }
        if fields[.cookie] == nil, let cookie = cookies.header(isSecure: isSecure) { fields[.cookie] = cookie }
        return fields
    }
}
