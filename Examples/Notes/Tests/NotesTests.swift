import SatchelTesting
import Testing

@testable import NotesExample

@Suite("Example: notebooks with notes")
struct NotesTests {
    private func person(_ name: String, at site: TestSite) async throws -> TestClient {
        let client = site.client()
        try await client.submit(client.get("/user/register"), ["username": name, "password": "a fine long password"])
        return client
    }

    @Test("its pages have their looks, which come with Satchel", arguments: ["/style.css", "/favicon.svg", "/passkeys.js"])
    func looks(file: String) async throws {
        try await TestSite.run(makeNotes(.testing())) { site in
            let answer = try await site.client().get(file)
            #expect(answer.status == .ok)
        }
    }

    @Test("a notebook is begun, filled, emptied and thrown away", arguments: TestSite.Transport.allCases)
    func walk(over transport: TestSite.Transport) async throws {
        try await TestSite.run(makeNotes(.testing()), over: transport) { site in
            let ada = try await person("ada", at: site)
            let empty = try await ada.submit(ada.get("/notebooks"), ["Title": "Birds"])
            #expect(empty.target == "/notebooks/1")
            _ = try await ada.submit(empty, ["Note": "Kestrel"])
            let filled = try await ada.submit(empty, ["Note": "Kite <red>"])
            #expect(filled.visibleText.contains("Kestrel") && filled.visibleText.contains("Kite <red>"))

            let shorter = try await ada.submit(filled, button: "Delete")
            #expect(!shorter.visibleText.contains("Kestrel") && shorter.visibleText.contains("Kite"))
            let gone = try await ada.submit(shorter, button: "Delete this notebook")
            #expect(gone.visibleText.contains("“Birds” is gone.") && gone.visibleText.contains("None yet."))
            #expect(try await site.database.read { try $0.scalar("SELECT count(*) FROM notes", as: Int.self) } == 0)
        }
    }

    @Test("a notebook of somebody else is not there, for looking and for writing")
    func strangers() async throws {
        try await TestSite.run(makeNotes(.testing())) { site in
            let ada = try await person("ada", at: site)
            let birds = try await ada.submit(ada.get("/notebooks"), ["Title": "Birds"])
            let bob = try await person("bob", at: site)
            #expect(try await bob.get(birds.target).status == .notFound)
            let token = try await bob.get("/notebooks").forms.compactMap { $0.field("csrf_token")?.value }.first ?? ""
            let written = try await bob.post("/notebooks/1/notes", form: ["text": "mine", "csrf_token": token])
            #expect(written.status == .notFound)
        }
    }

    @Test("two notebooks of one person have two titles")
    func sameTitle() async throws {
        try await TestSite.run(makeNotes(.testing())) { site in
            let ada = try await person("ada", at: site)
            _ = try await ada.submit(ada.get("/notebooks"), ["Title": "Birds"])
            let refused = try await ada.submit(ada.get("/notebooks"), ["Title": "Birds"])
            #expect(refused.visibleText.contains("There is a notebook of this title already."))
        }
    }
}
