public import HTTP

/// Around every request of a site, outermost first: pages and error pages, but not static files, which are public and stay cheap.
///
/// What it calls answers errors with their pages; what it throws itself becomes an error page too.
public typealias Middleware = @Sendable (Context, @Sendable (Context) async throws -> Response) async throws -> Response
