public import HTTPTypes

/// A request's head, checked: what stands here can be relied on.
public struct RequestHead: Sendable {
    /// How the body's end is found (RFC 9112 section 6.3).
    public enum Framing: Sendable, Hashable {
        /// No body, or one of no bytes.
        case none
        /// That many bytes, at least 1.
        case length(Int)
        /// Chunks, until an empty one.
        case chunked
    }

    /// `GET`, `POST`, …
    public var method: HTTPRequest.Method
    /// Origin-form or `*`; of absolute-form only path and query are kept, its authority has become `Host`.
    public var target: String
    /// In the order in which they came.
    public var fields: RequestFields
    /// `HTTP/1.0` or `HTTP/1.1`.
    public var version: HTTPVersion
    /// How the body's end is found.
    public var framing: Framing
    /// Whether the client lets the connection be used again (RFC 9112 section 9.3).
    public var keepsAlive: Bool
    /// `Expect: 100-continue` (RFC 9110 section 10.1.1).
    public var expectsContinue: Bool
}
