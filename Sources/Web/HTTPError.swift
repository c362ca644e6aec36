public import HTTPTypes

/// An error that the visitor may see: becomes the error page of its status.
public struct HTTPError: Error, Sendable {
    /// 4xx or 5xx.
    public var status: HTTPResponse.Status
    /// Shown to the visitor; where it is empty, the site's own words for the status are.
    public var message: String
    /// The same in the visitor's language; wins over ``message``.
    public var text: Text?
    /// Further fields of the answer: `Retry-After`, `Allow`, …
    public var headers: HTTPFields

    /// An error with `status` that says `message`.
    public init(_ status: HTTPResponse.Status, _ message: String = "", headers: HTTPFields = HTTPFields()) {
        self.status = status
        self.message = message
        self.headers = headers
    }

    /// An error with `status` that says `text` in the visitor's language.
    public init(_ status: HTTPResponse.Status, _ text: Text, headers: HTTPFields = HTTPFields()) {
        self.init(status, headers: headers)
        self.text = text
    }
}
