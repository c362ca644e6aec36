public import HTTPTypes

/// Why a request is not taken: each has one status, and the connection closes after the answer, because where the next
/// request would begin is no longer certain.
public enum RequestRefusal: Error, Sendable, Hashable, CaseIterable {
    case malformedRequestLine, badMethod, badTarget, badVersion, unsupportedVersion, unsupportedMethod
    case requestLineTooLong, headTooLarge, tooManyFields
    case bareLineEnd, foldedLine, badFieldName, badFieldValue
    case missingHost, repeatedHost, badHost
    case badContentLength, repeatedContentLength, lengthAndChunked
    case badTransferCoding, unsupportedTransferCoding, chunkedInHTTP10
    case unknownExpectation
    case badChunk, chunkExtensionsTooLong, trailersTooLarge, bodyTooLarge
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
