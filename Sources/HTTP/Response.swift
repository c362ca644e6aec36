public import HTTPTypes

/// An answer. Framing (`Content-Length`, `Transfer-Encoding`, `Connection`) and `Date` are the front's to add.
public struct Response: Sendable {
    /// 200 where nothing else is said.
    public var status: HTTPResponse.Status
    /// In the order in which they are sent.
    public var headers: HTTPFields
    /// What is sent.
    public var body: ResponseBody

    /// An answer.
    public init(status: HTTPResponse.Status = .ok, headers: HTTPFields = HTTPFields(), body: ResponseBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Room for the fields of a usual answer, so that they are not moved each time that one is added.
    private static let usualFields = 12

    /// An answer of text; the charset is UTF-8.
    public static func text(_ text: String, status: HTTPResponse.Status = .ok, contentType: String = "text/plain; charset=utf-8")
        -> Response
    {
        Response(status: status, contentType: contentType, body: Array(text.utf8))
    }

    /// An answer of bytes.
    public init(status: HTTPResponse.Status = .ok, contentType: String, body: [UInt8]) {
        var headers = HTTPFields()
        headers.reserveCapacity(Self.usualFields)
        headers.append(HTTPField(name: .contentType, value: contentType))
        self.init(status: status, headers: headers, body: .bytes(body))
    }
}
