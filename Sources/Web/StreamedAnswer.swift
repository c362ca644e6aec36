public import HTTP
import HTTPTypes

/// An answer that is written as it is made: a long export. For server-sent events there is ``EventStream``.
public struct StreamedAnswer: Answer {
    private let contentType: String
    private let length: Int?
    private let write: @Sendable (any BodyWriter) async throws -> Void

    /// An answer of what `write` writes.
    ///
    /// - Parameters:
    ///   - contentType: with its charset where it is text.
    ///   - length: in bytes, where it is known before.
    ///   - write: writes the content; each `write` waits while the client reads too slowly.
    public init(
        contentType: String, length: Int? = nil, _ write: @escaping @Sendable (any BodyWriter) async throws -> Void
    ) {
        self.contentType = contentType
        self.length = length
        self.write = write
    }

    /// 200 with the stream as its body.
    public func response(in context: Context) async throws -> Response {
        Response(headers: [.contentType: contentType], body: .stream(length: length, write))
    }
}
