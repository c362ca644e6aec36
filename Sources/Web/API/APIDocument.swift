// The routes of a site as an OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.0).
//
// 1. It has the routes that were described, and no others: pages for people are no API.
// 2. What the route knows is taken from it: method, path, parameters, guard. What it can't know is in its `Operation`.
// 3. Every refusal is problem details (RFC 9457).

import HTTPTypes

/// What stands at `/openapi.json`.
struct APIDocument {
    let title: String
    let version: String
    /// Where the site is; `nil` where nobody said: then it is where the document came from.
    let baseURL: String?
    let routes: [Route]

    var json: JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for route in routes {
            guard let operation = route.operation else { continue }
            let part = APIOperation(route: route, operation: operation)
            paths[part.path, default: [:]][route.method.rawValue.lowercased()] = part.json
        }
        var document: [String: JSONValue] = [
            "openapi": "3.1.0", "info": ["title": .string(title), "version": .string(version)],
            "paths": .object(paths.mapValues { .object($0) }), "components": Self.components,
        ]
        if let baseURL { document["servers"] = [["url": .string(baseURL)]] }
        return .object(document)
    }

    private static var components: JSONValue {
        [
            "securitySchemes": [
                "session": [
                    "type": "apiKey", "in": "cookie", "name": "session",
                    "description":
                        "What signing in gives. Under TLS its name is __Host-session. What changes something needs X-CSRF-Token as well.",
                ],
                "token": ["type": "http", "scheme": "bearer", "description": "A personal token. The list names its scope."],
            ],
            "schemas": ["Problem": problem],
        ]
    }

    /// See ``ProblemDetails``.
    private static var problem: JSONValue {
        .object(
            [
                "title": ["type": "string"], "status": ["type": "integer"], "detail": ["type": "string"],
                "request_id": ["type": "string"], "location": ["type": "string"],
                "errors": .list(of: .object(["field": ["type": "string"], "detail": ["type": "string"]], required: ["detail"])),
            ], required: ["title", "status", "detail", "request_id"])
    }
}
