public import HTTP
public import HTTPTypes

/// Where requests go. Patterns: `/posts/:id`, and `*name` at the end for the rest of the path.
public struct Router: Sendable {
    public private(set) var routes: [Route] = []
    public init() {}

    /// Two routes with the same method and shape are the program's mistake: it stops at the start, naming both.
    public mutating func add(
        _ method: HTTPRequest.Method, _ pattern: String, name: String? = nil,
        _ handler: @escaping @Sendable (Context) async throws -> any Answer
    ) { fatalError() }
}

/// One line of `satchel routes`.
public struct Route: Sendable {
    public var method: HTTPRequest.Method
    public var pattern: String
    public var name: String?
    /// The guard's name, where there is one.
    public var guardName: String?
    let handler: @Sendable (Context) async throws -> any Answer
}

/// `get`, `post`, … for whatever holds a router: an app, a site, a group under a prefix.
public protocol RouteBuilder {
    mutating func on<Result: Answer>(
        _ method: HTTPRequest.Method, _ pattern: String, _ handler: @escaping @Sendable (Context) async throws -> Result)
    mutating func on<Result: Answer, Proof: Sendable>(
        _ method: HTTPRequest.Method, _ pattern: String, requiring: Guard<Proof>,
        _ handler: @escaping @Sendable (Context, Proof) async throws -> Result)
}

/// A check that hands over proof: the handler takes a `Proof`, so a forgotten guard does not compile.
public struct Guard<Proof: Sendable>: Sendable {
    public let name: String
    public let check: @Sendable (Context) async throws -> Proof

    /// `check` throws a ``Refusal`` (an answer of its own) or an ``HTTPError``.
    public init(name: String, _ check: @escaping @Sendable (Context) async throws -> Proof) {
        self.name = name
        self.check = check
    }
}

/// Around every request of a site, outermost first.
public typealias Middleware = @Sendable (Context, @Sendable (Context) async throws -> Response) async throws -> Response
