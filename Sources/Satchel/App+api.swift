public import HTTPTypes
public import Web

extension App {
    /// `/openapi.json`: what the site's routes do, for programs. The accounts describe theirs; a site describes its own by
    /// ``Web/Site/describe(_:_:_:)``.
    mutating func addAPIDocument() {
        guard settings.publishesAPI else { return }
        site.get("/openapi.json", options: [.quiet, .stateless]) { context in context.apiDocument }
    }

    /// Says what a route does, for `/openapi.json`.
    public mutating func describe(_ method: HTTPRequest.Method, _ pattern: String, _ operation: Operation) {
        site.describe(method, pattern, operation)
    }
}
