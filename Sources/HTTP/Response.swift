public import HTTPTypes

/// An answer. Framing (`Content-Length`, `Transfer-Encoding`, `Connection`) and `Date` are the front's to add.
public struct Response: Sendable {
    public var status: HTTPResponse.Status
    public var headers: HTTPFields
    public var body: ResponseBody

    public init(status: HTTPResponse.Status = .ok, headers: HTTPFields = HTTPFields(), body: ResponseBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer of text; the charset is UTF-8.
    public static func text(_ text: String, status: HTTPResponse.Status = .ok, contentType: String = "text/plain; charset=utf-8")
        -> Response
    {
        Response(status: status, headers: [.contentType: contentType], body: .bytes(Array(text.utf8)))
    }
}

/// The content of an answer.
public enum ResponseBody: Sendable {
    case empty
    case bytes([UInt8])
    /// A region of a file, sent by `sendfile` where the front can.
    case file(FileRegion)
    /// Written as it is made. With a length it is sent under `Content-Length`, without one chunked (HTTP/1.1) or until
    /// the connection closes (HTTP/1.0).
    case stream(length: Int?, @Sendable (any BodyWriter) async throws -> Void)
}

/// A part of a file on disk: `offset` and `length` in bytes.
public struct FileRegion: Sendable, Hashable {
    public var path: String
    public var offset: Int
    public var length: Int

    public init(path: String, offset: Int = 0, length: Int) {
        self.path = path
        self.offset = offset
        self.length = length
    }
}

/// Where a streamed answer is written. `write` suspends while the client reads too slowly.
public protocol BodyWriter: Sendable {
    func write(_ bytes: [UInt8]) async throws
}
