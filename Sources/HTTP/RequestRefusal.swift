public import HTTPTypes

/// Why a request is not taken: each has one status, and the connection closes after the answer, because where the next
/// request would begin is no longer certain.
public enum RequestRefusal: Error, Sendable, Hashable, CaseIterable {
    // The request line.
    /// Not a method, a target and a version with one space between them.
    case malformedRequestLine
    /// The method is no token.
    case badMethod
    /// Neither a path, nor a URL, nor `*`; or it holds what has to be percent-encoded.
    case badTarget
    /// Not `HTTP/` and two digits.
    case badVersion
    /// A version other than 1.0 and 1.1.
    case unsupportedVersion
    /// `CONNECT` (this is no proxy), `TRACE`, and names longer than any method's.
    case unsupportedMethod
    /// It goes on beyond the limit.
    case requestLineTooLong

    // Fields.
    /// All of them together are beyond the limit.
    case headTooLarge
    /// There are more than the limit.
    case tooManyFields
    /// A line ends in LF or CR alone.
    case bareLineEnd
    /// A line goes on with the next one.
    case foldedLine
    /// A name is no token.
    case badFieldName
    /// A value holds a control character.
    case badFieldValue
    /// HTTP/1.1 without `Host`.
    case missingHost
    /// Several `Host`.
    case repeatedHost
    /// `Host` is no host.
    case badHost
    /// No number of bytes.
    case badContentLength
    /// Several lengths.
    case repeatedContentLength
    /// A length and chunks: what smuggles requests.
    case lengthAndChunked
    /// No list of codings that ends in `chunked`.
    case badTransferCoding
    /// A coding other than `chunked`.
    case unsupportedTransferCoding
    /// HTTP/1.0 has no chunks.
    case chunkedInHTTP10
    /// Something other than `100-continue` is expected.
    case unknownExpectation

    // The body.
    /// What stands where a chunk should is none.
    case badChunk
    /// Extensions of chunks beyond the limit.
    case chunkExtensionsTooLong
    /// Trailers beyond the limit.
    case trailersTooLarge
    /// Beyond the limit.
    case bodyTooLarge
    /// It did not come in time.
    case timedOut

    /// What is answered (RFC 9110 section 15.5, RFC 9112 sections 3 to 7).
    public var status: HTTPResponse.Status {
        switch self {
        case .timedOut: .requestTimeout
        case .bodyTooLarge: .contentTooLarge
        case .requestLineTooLong: .uriTooLong
        case .unknownExpectation: .expectationFailed
        case .headTooLarge, .tooManyFields, .trailersTooLarge: .requestHeaderFieldsTooLarge
        case .unsupportedMethod, .unsupportedTransferCoding: .notImplemented
        case .unsupportedVersion: .httpVersionNotSupported
        default: .badRequest
        }
    }
}
