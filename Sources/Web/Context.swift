import Database
public import HTTP
import Logging

/// One request, as a handler sees it.
public final class Context: Sendable {
    public let request: Request
    public let environment: SiteEnvironment
    /// The database at this request's arrival: all reads of the request share one question to the store.
    public let database: RequestDatabase
    /// Goes out as `X-Request-ID` and into every log line of the request.
    public let requestID: String
    public let logger: Logger
    public let parameters: PathParameters

    /// The visitor's session. Changing it sends the cookie anew; leaving it alone sends none.
    public var session: Session {
        get { fatalError() }
        set { fatalError() }
    }

    /// Where the client is; from the connection, or from a proxy that is trusted.
    public var clientAddress: String { fatalError() }
    public var isSecure: Bool { fatalError() }

    /// The submitted form (urlencoded or multipart), parsed once. 415 for other content types, 413 where it is too big.
    public func form() async throws -> Form { fatalError() }
    /// The query's parameters, decoded.
    public var query: Form { fatalError() }
    /// The JSON body as `type`; 400 with the place where it does not fit.
    public func json<Body: Decodable>(_ type: Body.Type, limit: Int = 1 << 20) async throws -> Body { fatalError() }

    /// A text for the next page that is shown to this visitor.
    public func flash(_ text: String, _ category: Flash.Category = .info) { fatalError() }
    /// The CSRF token for this visitor's forms; starts a session where there is none.
    public var csrfToken: String { fatalError() }

    /// A value kept for the rest of this request (the signed-in user, say).
    public subscript<Key: ContextKey>(key: Key.Type) -> Key.Value? {
        get { fatalError() }
        set { fatalError() }
    }

    init() { fatalError() }
}

/// A name for a value kept in a ``Context``.
public protocol ContextKey {
    associatedtype Value: Sendable
}

/// The path's parameters (`/posts/:id`).
public struct PathParameters: Sendable {
    /// The raw (percent-decoded) value; a missing name is the program's mistake and answers 500.
    public subscript(name: String) -> String { fatalError() }
    /// The value as a type (`Int`, `UUID`, …); 404 where it does not fit.
    public func get<T: LosslessStringConvertible>(_ name: String, as type: T.Type = T.self) throws -> T { fatalError() }
}

/// What a form or a query holds, in order of arrival. A name that comes twice: ``subscript(_:)`` gives the first.
public struct Form: Sendable {
    public subscript(name: String) -> String? { fatalError() }
    public func all(_ name: String) -> [String] { fatalError() }
    public func file(_ name: String) -> UploadedFile? { fatalError() }
}

public struct UploadedFile: Sendable {
    public var filename: String
    public var contentType: String
    public var bytes: [UInt8]
}

public struct Flash: Sendable, Codable, Hashable {
    public enum Category: String, Sendable, Codable { case info, success, warning, error }
    public var text: String
    public var category: Category
}

/// What a visitor's sealed cookie holds. Kept small; what must end everywhere at once is a row in the database,
/// of which only the random id (`token`) stands here.
public struct Session: Sendable, Codable, Hashable {
    /// The random id of a session row (Accounts' `user_sessions`).
    public var token: String?
    /// The secret behind this visitor's CSRF tokens.
    public var csrfSecret: String?
    public var flashes: [Flash] = []
    public var values: [String: String] = [:]
    public init() {}
    public var isEmpty: Bool { token == nil && csrfSecret == nil && flashes.isEmpty && values.isEmpty }
}
