import HTTPTypes

/// The first line of a request, checked (RFC 9112 section 3).
struct RequestLine: Sendable {
    /// Longer ones are no method that anybody defined.
    static let maximumMethodBytes = 32

    var method: HTTPRequest.Method
    var target: String
    /// Of absolute-form.
    var authority: String?
    var version: HTTPVersion

    init(_ line: Range<Int>, of bytes: Span<UInt8>) throws(RequestRefusal) {
        let methodEnd = bytes.firstIndex(in: line, notOf: .token)
        guard methodEnd < line.upperBound else { throw .malformedRequestLine }
        guard methodEnd > line.lowerBound, bytes[methodEnd] == .space else { throw .badMethod }
        let targetStart = methodEnd + 1
        var targetEnd = targetStart
        while targetEnd < line.upperBound, bytes[targetEnd] != .space { targetEnd += 1 }
        guard targetEnd < line.upperBound else { throw .malformedRequestLine }
        version = try Self.version(bytes.extracting((targetEnd + 1)..<line.upperBound))
        method = try Self.method(bytes.extracting(line.lowerBound..<methodEnd))
        let parsed = try RequestTarget(bytes.extracting(targetStart..<targetEnd), method: method)
        target = parsed.target
        authority = parsed.authority
    }

    private static func version(_ bytes: Span<UInt8>) throws(RequestRefusal) -> HTTPVersion {
        guard bytes.count == 8, bytes.hasPrefix("HTTP/"), bytes[5].isASCIIDigit, bytes[6] == UInt8(ascii: "."),
            bytes[7].isASCIIDigit
        else { throw .badVersion }
        guard bytes[5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        return bytes[7] == UInt8(ascii: "0") ? .http10 : .http11
    }

    private static func method(_ bytes: Span<UInt8>) throws(RequestRefusal) -> HTTPRequest.Method {
        if bytes.count == 3, bytes.hasPrefix("GET") { return .get }
        if bytes.count == 4, bytes.hasPrefix("POST") { return .post }
        guard bytes.count <= maximumMethodBytes else { throw .unsupportedMethod }
        guard let method = HTTPRequest.Method(bytes.text) else { throw .badMethod }
        guard method != .trace, method != .connect else { throw .unsupportedMethod }
        return method
    }
}
