public import HTTP
public import HTTPTypes

extension String: Answer {
    /// The text as `text/plain` in UTF-8.
    public func response(in context: Context) async throws -> Response { .text(self) }
}

extension Response: Answer {
    /// The response itself.
    public func response(in context: Context) async throws -> Response { self }
}

extension HTTPResponse.Status: Answer {
    /// A status without content; one that tells of an error becomes the error page of that status.
    public func response(in context: Context) async throws -> Response {
        if kind == .clientError || kind == .serverError { throw HTTPError(self) }
        return Response(status: self)
    }
}
