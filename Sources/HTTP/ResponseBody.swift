/// The content of an answer.
public enum ResponseBody: Sendable {
    /// No bytes.
    case empty
    /// All of it.
    case bytes([UInt8])
    /// A region of a file, sent by `sendfile` where the front can.
    case file(FileRegion)
    /// Written as it is made. With a length it is sent under `Content-Length`, without one chunked (HTTP/1.1) or until
    /// the connection closes (HTTP/1.0).
    case stream(length: Int?, @Sendable (any BodyWriter) async throws -> Void)
}
