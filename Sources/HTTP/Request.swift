public import HTTPTypes

/// A request as every front (the server, Lambda, the test client) hands it to a ``Handler``.
///
/// Nothing derived is stored: `path` and `query` are read from `target`.
public struct Request: Sendable {
    /// `GET`, `POST`, …
    public var method: HTTPRequest.Method
    /// The request target as it was received, in origin-form (`/path?query`) or `*` (RFC 9112 section 3.2).
    /// A server that gets absolute-form hands over its path and query, and its authority as the `Host` field.
    public var target: String
    /// In the order in which they came.
    public var headers: RequestFields
    /// What was sent along.
    public var body: RequestBody
    /// Where it came from.
    public var connection: ConnectionInfo

    /// A request.
    public init(
        method: HTTPRequest.Method,
        target: String,
        headers: RequestFields = RequestFields(),
        body: RequestBody = .empty,
        connection: ConnectionInfo = ConnectionInfo()
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.connection = connection
    }

    /// The path of the target, still percent-encoded, without the query.
    public var path: Substring {
        questionMark.map { target[..<$0] } ?? target[...]
    }

    /// What follows the first `?` of the target, still percent-encoded; `nil` where there is none.
    public var query: Substring? {
        questionMark.map { target[target.utf8.index(after: $0)...] }
    }

    /// Sought in the bytes where they lie together, as they nearly always do: index by index it takes ten times as long.
    private var questionMark: String.Index? {
        let mark = UInt8(ascii: "?")
        guard let found = target.utf8.withContiguousStorageIfAvailable({ $0.firstIndex(of: mark) }) else {
            return target.utf8.firstIndex(of: mark)
        }
        return found.map { target.utf8.index(target.startIndex, offsetBy: $0) }
    }
}
