public import HTTP

/// What a handler may return: it becomes a response when the site renders it.
///
/// Text (`String`), a ``Page``, a ``Redirect``, ``JSON``, a bare status, a ``StreamedAnswer`` and a whole
/// ``HTTP/Response`` are answers.
public protocol Answer: Sendable {
    /// The response to the request of `context`. Throws what a handler may throw.
    func response(in context: Context) async throws -> Response
}
