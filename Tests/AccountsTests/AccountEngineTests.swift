import Database
import HTTPTypes
import SatchelTesting
import TestDatabases
import Testing

@testable import Accounts

@Suite("Accounts on every engine")
struct AccountEngineTests {
    @Test("roles, sessions, the log and an operator's link work alike", arguments: TestDatabase.allCases)
    func alike(kind: TestDatabase) async throws {
        try await kind.run { engine in
            let site = try await TestSite(on: engine) { $0.enableEmail = true }
            try await site.directory.create("Ada", password: "correct horse", email: "Ada@example.org")
            try await site.directory.create("bob", password: "correct horse", email: "bob@example.org")
            await #expect(throws: AccountError.emailTaken) {
                try await site.directory.create("eve", password: "correct horse", email: "ADA@example.org")
            }
            let client = site.visitor()
            #expect(try await client.signIn("ada@EXAMPLE.org", "correct horse").status == .seeOther)
            #expect(try await client.get("/user/sessions").visibleText.contains("this one"))
            #expect(try await site.directory.addRole("staff", to: "ada"))
            #expect(try await !site.directory.addRole("staff", to: "ADA"))
            #expect(try await site.directory.addRole("Staff", to: "bob"), "case counts")
            var filter = AccountDirectory.Filter()
            filter.role = "staff"
            filter.isActive = true
            filter.text = "DA@EXAMPLE"
            #expect(try await site.directory.list(filter).map(\.roles) == [["staff"]])
            filter = AccountDirectory.Filter()
            filter.text = "_ob"
            #expect(try await site.directory.list(filter).isEmpty)
            #expect(try await site.directory.removeRole("staff", from: "ada"))
            let link = try await site.directory.resetLink(for: "ada")
            let page = try await site.visitor().get(link)
            #expect(page.status == .ok)
            try await site.directory.deactivate("ada")
            #expect(try await !client.isMember())
            #expect(
                try await site.directory.log(of: "ada").map(\.action) == [
                    "deactivated", "reset link made", "role taken", "role given", "signed in", "created",
                ])
        }
    }
}
