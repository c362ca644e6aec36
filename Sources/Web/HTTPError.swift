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
    /// What is wrong in which field of what was sent: for programs, `errors` of the problem details.
    public var errors: [FieldError] = []

    /// What is wrong in one field.
    public struct FieldError: Sendable, Hashable {
        /// As it was sent.
        public var field: String
        /// A sentence.
        public var detail: String

        /// `detail` is wrong with `field`.
        public init(_ field: String, _ detail: String) { (self.field, self.detail) = (field, detail) }
    }

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

    /// 422: what was sent has these fields wrong. People read all of it in one message.
    ///
    ///     throw HTTPError(errors: [.init("celsius", "It is between -273.15 and 1000.")])
    public init(errors: [FieldError], headers: HTTPFields = HTTPFields()) {
        self.init(.unprocessableContent, errors.map(\.detail).joined(separator: " "), headers: headers)
        self.errors = errors
    }
}
