public import HTTP
public import HTTPTypes

extension Site {
    /// Says what a route does, for `/openapi.json`. A route that is not there is the program's mistake.
    public mutating func describe(_ method: HTTPRequest.Method, _ pattern: String, _ operation: Operation) {
        guard router.describe(method, pattern, operation) else {
            preconditionFailure("\(method) \(pattern) is described, and there is no such route")
        }
    }
}

extension Context {
    /// The routes of this site that were described, as an OpenAPI 3.1 document.
    public var apiDocument: Response {
        Response(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-cache"],
            body: .bytes(site.apiDocument))
    }
}
