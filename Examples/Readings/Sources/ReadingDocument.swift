import Satchel

extension App {
    /// The readings' part of `/openapi.json`: method, path and guard are the routes' own, the schemas are said here.
    mutating func describeReadings() {
        let id: [String: JSONValue] = ["id": ["type": "integer", "minimum": 1]]
        describe(
            .get, "/api/readings",
            Operation(
                "List your readings, newest first",
                query: [
                    "limit": ["type": "integer", "minimum": 1, "maximum": 100], "before": ["type": "integer", "minimum": 1],
                ],
                answer: .object(
                    ["readings": .list(of: Self.reading), "next": ["type": "string"]], required: ["readings"])))
        describe(.get, "/api/readings/:id", Operation("A reading", path: id, answer: Self.reading))
        describe(
            .post, "/api/readings",
            Operation(
                "Keep a reading", body: .object(Self.content, required: ["sensor", "celsius"]), answer: Self.reading, status: 201)
        )
        describe(.delete, "/api/readings/:id", Operation("Delete a reading", path: id, answer: nil, status: 204))
    }

    private static let content: [String: JSONValue] = [
        "sensor": ["type": "string", "minLength": 1, "maxLength": 50],
        "celsius": ["type": "number", "minimum": -273.15, "maximum": 1000],
        "takenAt": ["type": "string", "format": "date-time"],
    ]

    private static let reading = JSONValue.object(
        content.merging(["id": ["type": "integer"]]) { $1 }, required: ["id", "sensor", "celsius", "takenAt"])
}
