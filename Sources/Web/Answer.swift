public import HTTP
public import HTTPTypes

/// What a handler may return: it becomes a response when the site renders it.
public protocol Answer: Sendable {
    func response(in context: Context) async throws -> Response
}

/// A template and its variables: data, rendered by the site.
public struct Page: Answer {
    public var template: String
    public var variables: [String: any Sendable]
    public var status: HTTPResponse.Status
    public init(_ template: String, _ variables: [String: any Sendable] = [:], status: HTTPResponse.Status = .ok) {
        self.template = template
        self.variables = variables
        self.status = status
    }
    public func response(in context: Context) async throws -> Response { fatalError() }
}

/// Sends the browser elsewhere: 303 after a form (RFC 9110 section 15.4.4), to a local path or a full URL of our own making.
public struct Redirect: Answer {
    public var location: String
    public var status: HTTPResponse.Status
    public init(_ location: String, status: HTTPResponse.Status = .seeOther) {
        self.location = location
        self.status = status
    }
    public func response(in context: Context) async throws -> Response { fatalError() }
}

/// An answer thrown instead of returned: what a guard refuses with.
public struct Refusal: Error {
    public let answer: any Answer
    public init(_ answer: any Answer) { self.answer = answer }
}

/// An error that the visitor may see: becomes the error page of its status.
public struct HTTPError: Error, Sendable {
    public var status: HTTPResponse.Status
    /// Shown to the visitor.
    public var message: String
    public var headers: HTTPFields
    public init(_ status: HTTPResponse.Status, _ message: String = "", headers: HTTPFields = HTTPFields()) {
        self.status = status
        self.message = message
        self.headers = headers
    }
}

/// Whether `target` is a path of this site that is safe to redirect to after sign-in (`next`): starts with one `/`, and holds no
/// back-slash, control character or second slash that a browser could read as another host.
public func isLocalRedirectTarget(_ target: String) -> Bool { fatalError() }
