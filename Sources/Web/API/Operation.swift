/// What a route does, for programs: its part of `/openapi.json`.
///
///     app.describe(
///         .post, "/api/notes",
///         Operation("Keep a note", body: .object(["text": ["type": "string", "maxLength": 500]], required: ["text"]), answer: note))
///
/// Schemas are JSON Schema (2020-12) as it is written.
public struct Operation: Sendable {
    /// One line.
    public var summary: String
    /// More of it.
    public var detail: String?
    /// What it is listed under; the path's first segment where nothing is said.
    public var tag: String?
    /// The schema of each parameter of the query; none is required.
    public var query: [String: JSONValue]
    /// The schema of parameters of the path that are not just any text.
    public var path: [String: JSONValue]
    /// The schema of a JSON body; `nil` where there is none.
    public var body: JSONValue?
    /// The schema of the answer that is JSON; `nil` where it has no content.
    public var answer: JSONValue?
    /// The status of that answer.
    public var status: Int
    /// Statuses of answers with problem details that the kind of route does not tell: 400, 403 (no JSON, and
    /// no CSRF token), 413, 415 and 422 go with a body, 401 and 403 with a guard, 404 with a parameter of the path.
    public var refusals: Set<Int>

    /// An operation that does what `summary` says.
    public init(
        _ summary: String, detail: String? = nil, tag: String? = nil, query: [String: JSONValue] = [:],
        path: [String: JSONValue] = [:], body: JSONValue? = nil, answer: JSONValue? = ["type": "object"], status: Int = 200,
        refusals: Set<Int> = []
    ) {
        (self.summary, self.detail, self.tag, self.query, self.path) = (summary, detail, tag, query, path)
        (self.body, self.answer, self.status, self.refusals) = (body, answer, status, refusals)
    }
}

extension JSONValue {
    /// The schema of an object with these members.
    public static func object(_ members: [String: JSONValue], required: [String]) -> JSONValue {
        var schema: [String: JSONValue] = ["type": "object", "properties": .object(members)]
        if !required.isEmpty { schema["required"] = .array(required.map { .string($0) }) }
        return .object(schema)
    }

    /// The schema of a list.
    public static func list(of element: JSONValue) -> JSONValue { ["type": "array", "items": element] }
}
