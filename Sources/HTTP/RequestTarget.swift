import HTTPTypes

/// A request target in one of the forms that a server takes (RFC 9112 section 3.2): origin, absolute, asterisk.
struct RequestTarget {
    var target: String
    var authority: String?

    init(_ bytes: Span<UInt8>, method: HTTPRequest.Method) throws(RequestRefusal) {
        guard !bytes.isEmpty else { throw .badTarget }
        if bytes[0] == UInt8(ascii: "/") {
            target = try Self.origin(bytes)
        } else if bytes.count == 1, bytes[0] == UInt8(ascii: "*"), method == .options {
            target = "*"
        } else {
            (authority, target) = try Self.absolute(bytes)
        }
    }

    /// Path and query. Browsers send a few bytes that RFC 3986 would escape; ``ByteClass`` says which are let through.
    private static func origin(_ bytes: Span<UInt8>) throws(RequestRefusal) -> String {
        var end = bytes.firstIndex(in: 0..<bytes.count, notOf: .path, stoppingAt: UInt8(ascii: "?"))
        if end < bytes.count, bytes[end] == UInt8(ascii: "?") {
            end = bytes.firstIndex(in: end..<bytes.count, notOf: .query)
        }
        guard end == bytes.count else { throw .badTarget }
        return bytes.text
    }

    private static func absolute(_ bytes: Span<UInt8>) throws(RequestRefusal) -> (authority: String, target: String) {
        guard let start = schemeEnd(bytes) else { throw .badTarget }
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
        let authority = bytes.extracting(start..<end)
        guard HostField.isValid(authority) else { throw .badTarget }
        let rest = bytes.extracting(end..<bytes.count)
        if rest.isEmpty { return (authority.text, "/") }
        if rest[0] == UInt8(ascii: "/") { return (authority.text, try origin(rest)) }
        guard rest.firstIndex(in: 0..<rest.count, notOf: .query) == rest.count else { throw .badTarget }
        return (authority.text, "/" + rest.text)
    }

    private static func schemeEnd(_ bytes: Span<UInt8>) -> Int? {
        for scheme: StaticString in ["http://", "https://"] where bytes.count > scheme.utf8CodeUnitCount {
            let length = scheme.utf8CodeUnitCount
            if bytes.extracting(0..<length).isLowercased(scheme) { return length }
        }
        return nil
    }
}
