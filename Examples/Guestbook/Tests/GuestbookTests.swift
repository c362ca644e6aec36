import SatchelTesting
import TestServices
import Testing

@testable import GuestbookExample

@Suite("Example: a guestbook on any database")
struct GuestbookTests {
    @Test("entries are written and found, on SQLite")
    func sqlite() async throws {
        try await TestSite.run(makeGuestbook(.testing())) { site in
            let page = try await visit(site)
            let found = try await site.client().submit(page, ["Search": "KITES"], button: "Find")
            #expect(found.visibleText.contains("We watched the kites.") && !found.visibleText.contains("Lovely"))
        }
    }

    @Test("on PostgreSQL the search knows the forms of a word")
    func postgres() async throws {
        let server = try await DatabaseService.postgres.service().url
        try await TestSite.run(makeGuestbook(.testing()), on: .server(server)) { site in
            let page = try await visit(site)
            let found = try await site.client().submit(page, ["Search": "watching a kite"], button: "Find")
            #expect(found.visibleText.contains("We watched the kites.") && !found.visibleText.contains("Lovely"))
        }
    }

    /// Two guests write; the page after that.
    private func visit(_ site: TestSite) async throws -> TestResponse {
        let guest = site.client()
        _ = try await guest.submit(guest.get("/"), ["Name": "Ada", "Entry": "We watched the kites."], button: "Write")
        return try await guest.submit(guest.get("/"), ["Name": "Bob", "Entry": "Lovely <hall>"], button: "Write")
    }
}
