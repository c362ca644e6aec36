import SatchelTesting
import Testing

@testable import MySite

@Suite("The site")
struct SiteTests {
    @Test("a person registers and writes a note", arguments: TestSite.Transport.allCases)
    func note(over transport: TestSite.Transport) async throws {
        try await TestSite.run(makeSite(.testing()), over: transport) { site in
            let ada = try await register("ada", at: site)
            let notes = try await ada.follow(ada.get("/"), "Notes")
            let saved = try await ada.submit(notes, ["Note": "Feed the kestrel & <rest>"], button: "Save")
            #expect(saved.visibleText.contains("Feed the kestrel & <rest>"))

            let bob = try await register("bob", at: site)
            #expect(try await !bob.get("/notes").visibleText.contains("kestrel"), "notes are their writer's alone")
        }
    }

    @Test("an empty note is refused with words")
    func emptyNote() async throws {
        try await TestSite.run(makeSite(.testing())) { site in
            let ada = try await register("ada", at: site)
            let refused = try await ada.submit(ada.get("/notes"), ["Note": ""], button: "Save")
            #expect(refused.visibleText.contains("A note has 1 to 1000 characters."))
        }
    }

    @Test("strangers are asked to sign in")
    func stranger() async throws {
        try await TestSite.run(makeSite(.testing())) { site in
            let page = try await site.client().get("/notes")
            #expect(page.target == "/user/sign-in?next=%2Fnotes")
        }
    }

    @Test("a note whose answer from the bucket was lost is there once")
    func lostAnswer() async throws {
        let bucket = TestBucket()
        try await TestSite.run(makeSite(.testing()), on: .bucket(bucket)) { site in
            let ada = try await register("ada", at: site)
            let notes = try await ada.get("/notes")
            bucket.next(.put, .lostAnswer)
            let saved = try await ada.submit(notes, ["Note": "once"], button: "Save")
            #expect(saved.visibleText.split(separator: "once").count == 2)
        }
    }

    private func register(_ name: String, at site: TestSite) async throws -> TestClient {
        let client = site.client()
        try await client.submit(client.get("/user/register"), ["username": name, "password": "a fine long password"])
        return client
    }
}
