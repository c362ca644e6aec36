import HTTPTypes

/// One route in the document.
struct APIOperation {
    let route: Route
    let operation: Operation

    private var segments: [Substring] { route.pattern.split(separator: "/") }

    private var parameters: [String] {
        segments.filter { $0.hasPrefix(":") || $0.hasPrefix("*") }.map { String($0.dropFirst()) }
    }

    /// `/posts/:id` as `/posts/{id}`.
    var path: String {
        "/" + segments.map { $0.hasPrefix(":") || $0.hasPrefix("*") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
    }

    var json: JSONValue {
        var json: [String: JSONValue] = [
            "summary": .string(operation.summary), "tags": [.string(tag)], "operationId": .string(identifier),
            "responses": .object(responses), "security": security,
        ]
        if let detail = operation.detail { json["description"] = .string(detail) }
        if !parameterList.isEmpty { json["parameters"] = .array(parameterList) }
        if let body = operation.body {
            json["requestBody"] = ["required": true, "content": ["application/json": ["schema": body]]]
        }
        return .object(json)
    }

    private var tag: String { operation.tag ?? segments.first.map(String.init) ?? "site" }

    /// Of its own in the document.
    private var identifier: String {
        ([route.method.rawValue.lowercased()] + segments.map { $0.filter { $0.isLetter || $0.isNumber } }).joined(separator: "-")
    }

    private var parameterList: [JSONValue] {
        parameters.map { name in
            let schema = operation.path[name] ?? ["type": "string", "minLength": 1]
            return ["name": .string(name), "in": "path", "required": true, "schema": schema]
        }
            + operation.query.sorted { $0.key < $1.key }.map { name, schema in
                ["name": .string(name), "in": "query", "schema": schema]
            }
    }

    private var security: JSONValue {
        guard let access = route.access else { return [] }
        var ways: [JSONValue] = []
        if access.takesSession { ways.append(["session": []]) }
        if let scope = access.tokenScope { ways.append(["token": [.string(scope)]]) }
        return .array(ways)
    }

    private var responses: [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        var refusals = operation.refusals
        if operation.body != nil { refusals.formUnion([400, 403, 413, 415, 422]) }
        if route.access != nil { refusals.formUnion([401, 403]) }
        if !parameters.isEmpty { refusals.formUnion([400, 404]) }
        if !operation.query.isEmpty { refusals.insert(400) }
        for code in refusals { responses[String(code)] = Self.refusal(code) }
        var done: [String: JSONValue] = ["description": .string("Done.")]
        if let answer = operation.answer { done["content"] = ["application/json": ["schema": answer]] }
        responses[String(operation.status)] = .object(done)
        return responses
    }

    private static func refusal(_ code: Int) -> JSONValue {
        [
            "description": .string((ErrorWords.own[code]?.title ?? "Not accepted") + "."),
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
    }
}
