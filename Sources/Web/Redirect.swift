public import HTTP
public import HTTPTypes

/// Sends the browser elsewhere: 303 after a form (RFC 9110 section 15.4.4), to a local path or a full URL of our own making.
///
/// A target that a visitor gave (`next`) goes through ``isLocalRedirectTarget(_:)`` first.
public struct Redirect: Answer {
    /// A path (`/members`) or a URL. What a header can't hold is percent-encoded.
    public var location: String
    /// 303 where nothing else is said.
    public var status: HTTPResponse.Status

    /// A redirect to `location`.
    public init(_ location: String, status: HTTPResponse.Status = .seeOther) {
        self.location = location
        self.status = status
    }

    /// The status with `Location`, and no content.
    public func response(in context: Context) async throws -> Response {
        if context.answersPrograms { return ProgramAnswer.response(self, context) }
        return Response(status: status, headers: [.location: Self.headerSafe(location)])
    }

    /// `text` with spaces, controls and non-ASCII percent-encoded: no CR or LF reaches a header.
    static func headerSafe(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if (0x21...0x7E).contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
