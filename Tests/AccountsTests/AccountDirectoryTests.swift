import Accounts
import Database
import HTTPTypes
import SatchelTesting
import Testing

@Suite("The directory of accounts")
struct AccountDirectoryTests {
    @Test("makes, lists, switches off and on, and gives another password")
    func roundTrip() async throws {
        let site = try await TestSite()
        let directory = site.accounts.directory(site.engine)
        let ada = try await directory.create("ada", password: "correct horse")
        try await directory.create("bob", password: "correct horse")
        #expect(ada.id == UserID(1))
        try await directory.deactivate("BOB")
        #expect(try await directory.list().map(\.username) == ["ada", "bob"])
        #expect(try await directory.list().map(\.isActive) == [true, false])
        #expect(try await directory.list(after: ada.id, limit: 1).map(\.username) == ["bob"])
        try await directory.activate("bob")
        try await directory.setPassword(of: "bob", to: "another horse")
        #expect(try await site.visitor().signIn("bob", "another horse").status == .seeOther)
        #expect(try await site.visitor().signIn("bob", "correct horse").status == .unprocessableContent)
    }

    @Test("says what is wrong")
    func errors() async throws {
        let site = try await TestSite()
        let directory = site.accounts.directory(site.engine)
        try await directory.create("ada", password: "correct horse")
        await #expect(throws: AccountError.usernameTaken("Ada")) { try await directory.create("Ada", password: "correct horse") }
        await #expect(throws: AccountError.unknownUser("eve")) { try await directory.deactivate("eve") }
        await #expect(throws: AccountError.unknownUser("eve")) { try await directory.activate("eve") }
        await #expect(throws: AccountError.unknownUser("a%")) { try await directory.setPassword(of: "a%", to: "correct horse") }
        let name = await #expect(throws: AccountError.self) { try await directory.create("a", password: "correct horse") }
        #expect(name?.description == "the user name \"a\" is not accepted: Use at least 3 characters.")
        let password = await #expect(throws: AccountError.self) { try await directory.setPassword(of: "ada", to: "iloveyou") }
        #expect(password?.description.contains("iloveyou") == false)
    }
}
