public import HTTPTypes

/// How an answer goes over the wire: decided once, from the request and what the handler returned (RFC 9110 section 6.4.1,
/// RFC 9112 section 6).
public struct ResponseHead: Sendable {
    /// How the client finds the body's end (RFC 9112 section 6.3).
    public enum Framing: Sendable, Hashable {
        /// No content and no length: 204, 304.
        case none
        /// So many bytes, as `Content-Length` says.
        case length(Int)
        /// Chunks, until an empty one.
        case chunked
        /// To an HTTP/1.0 client, of unknown length: the connection's end is the content's.
        case untilClose
    }

    /// The first line's.
    public let status: HTTPResponse.Status
    /// In the order in which they are sent.
    public let fields: HTTPFields
    /// How the body's end is found.
    public let framing: Framing
    /// False for HEAD, 204, 205 and 304: the head is as it would be, and nothing follows.
    public let sendsContent: Bool
    /// Whether another request may follow on the connection.
    public let keepsAlive: Bool

    /// The head that is sent for an answer.
    ///
    /// - Parameter keepsAlive: what the client and the server's state allow.
    public init(_ response: Response, method: HTTPRequest.Method, version: HTTPVersion, keepsAlive: Bool) {
        // An interim status is no answer; a handler that returns one is wrong.
        status = (200...999).contains(response.status.code) ? response.status : .internalServerError
        fields = response.headers
        framing = Self.framing(response.body, status: status, version: version)
        sendsContent = method != .head && framing != .none && status != .resetContent
        self.keepsAlive = keepsAlive && !(sendsContent && framing == .untilClose) && !Self.asksToClose(response.headers)
    }

    private static func framing(_ body: ResponseBody, status: HTTPResponse.Status, version: HTTPVersion) -> Framing {
        if status == .noContent || status == .notModified { return .none }
        // RFC 9110 section 15.3.6: no content, and said so.
        if status == .resetContent { return .length(0) }
        return switch body {
        case .empty: .length(0)
        case .bytes(let bytes): .length(bytes.count)
        case .file(let region): .length(region.length)
        case .stream(let length?, _): .length(length)
        case .stream(nil, _): version == .http11 ? .chunked : .untilClose
        }
    }

    private static func asksToClose(_ fields: HTTPFields) -> Bool {
        fields.contains { $0.name == .connection && $0.value.isEqualIgnoringCase("close") }
    }
}
