import HTTPTypes
import SatchelTesting
import Testing

@testable import ReadingsExample

@Suite("Example: a JSON API with tokens")
struct ReadingsTests {
    @Test("a program writes, lists, looks and deletes with a token", arguments: TestSite.Transport.allCases)
    func walk(over transport: TestSite.Transport) async throws {
        try await TestSite.run(makeReadings(.testing()), over: transport) { site in
            let attic = try await program(of: "ada", "readings:read", "readings:write", at: site)
            let made = try await attic.post("/api/readings", json: ["sensor": "attic", "celsius": 21.5] as JSONValue)
            #expect(made.status == .created && made.location == "/api/readings/1")
            let reading = try await attic.get("/api/readings/1").json(ReadingContent.self)
            #expect(reading.sensor == "attic" && reading.celsius == 21.5)

            #expect(try await attic.delete("/api/readings/1").status == .noContent)
            let gone = try await attic.get("/api/readings/1")
            #expect(gone.status == .notFound && gone.headers[.contentType] == "application/problem+json")
        }
    }

    @Test("pages follow each other to the end, whatever comes in meanwhile")
    func pages() async throws {
        try await TestSite.run(makeReadings(.testing())) { site in
            let cellar = try await program(of: "ada", "readings:read", "readings:write", at: site)
            for degree in 1...5 { try await keep(degree, cellar) }
            let first = try await cellar.get("/api/readings?limit=2").json(ReadingPage.self)
            try await keep(6, cellar)
            let second = try await cellar.get(#require(first.next)).json(ReadingPage.self)
            let last = try await cellar.get(#require(second.next)).json(ReadingPage.self)
            #expect([first, second, last].map { $0.readings.map(\.celsius) } == [[5, 4], [3, 2], [1]])
            #expect(last.next == nil)
        }
    }

    @Test("what is wrong is told field by field")
    func refused() async throws {
        try await TestSite.run(makeReadings(.testing())) { site in
            let attic = try await program(of: "ada", "readings:write", at: site)
            let wrong = try await attic.post("/api/readings", json: ["sensor": "", "celsius": -300] as JSONValue)
            let problem = try wrong.json(Problem.self)
            #expect(wrong.status == .unprocessableContent && problem.errors?.map(\.field) == ["sensor", "celsius"])
            let untyped = try await attic.post("/api/readings", json: ["sensor": "attic", "celsius": "warm"] as JSONValue)
            #expect(try untyped.status == .badRequest && untyped.json(Problem.self).detail.contains("\"celsius\""))
            let other = try await attic.get("/api/readings")
            #expect(other.status == .forbidden, "a token to write is none to read")
        }
    }

    @Test("readings of somebody else are not there; without a token there are none")
    func strangers() async throws {
        try await TestSite.run(makeReadings(.testing())) { site in
            try await keep(20, program(of: "ada", "readings:write", at: site))
            let bob = try await program(of: "bob", "readings:read", "readings:write", at: site)
            #expect(try await bob.get("/api/readings/1").status == .notFound)
            #expect(try await bob.delete("/api/readings/1").status == .notFound)
            #expect(try await bob.get("/api/readings").json(ReadingPage.self).readings.isEmpty)
            #expect(try await site.client().get("/api/readings").status == .unauthorized)
        }
    }

    @Test("the document names each route with the scope it needs")
    func document() async throws {
        try await TestSite.run(makeReadings(.testing())) { site in
            let document = try await site.client().get("/openapi.json").json(Document.self)
            let ways = document.paths["/api/readings"]?.mapValues(\.security)
            #expect(ways == ["get": [["token": ["readings:read"]]], "post": [["token": ["readings:write"]]]])
            #expect(document.paths["/api/readings/{id}"]?.keys.sorted() == ["delete", "get"])
        }
    }

    /// A program with a token of somebody new: made on the page for people, where it is shown once.
    private func program(of name: String, _ scopes: String..., at site: TestSite) async throws -> TestClient {
        let person = site.client()
        try await person.submit(person.get("/user/register"), ["username": name, "password": "a fine long password"])
        let page = try await person.submit(
            person.get("/user/tokens"),
            [
                "What is it for?": "thermometer", "Read your readings readings:read": scopes.contains("readings:read"),
                "Write and delete your readings readings:write": scopes.contains("readings:write"),
            ])
        let token = try #require(page.text.firstMatch(of: /satchel_[a-z2-7]{58}/))
        return site.client(headers: [.authorization: "Bearer \(token.output)"])
    }

    private func keep(_ degree: Int, _ program: TestClient) async throws {
        let made = try await program.post(
            "/api/readings", json: ["sensor": "attic", "celsius": .integer(Int64(degree))] as JSONValue)
        #expect(made.status == .created)
    }
}

/// What these tests read of an error and of `/openapi.json`.
private struct Problem: Decodable {
    struct Field: Decodable { var field: String }
    var detail: String
    var errors: [Field]?
}

private struct Document: Decodable {
    struct Route: Decodable { var security: [[String: [String]]] }
    var paths: [String: [String: Route]]
}
