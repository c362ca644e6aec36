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
