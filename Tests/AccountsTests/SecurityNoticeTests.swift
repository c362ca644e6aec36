import HTTPTypes
import Mail
import SatchelTesting
import Testing

@testable import Accounts

@Suite("Notices of ways into an account")
struct SecurityNoticeTests {
    private func member(_ change: (inout AccountSettings) -> Void = { _ in }) async throws -> (TestSite, TestClient) {
        let site = try await mailSite(change)
        _ = try await site.confirmed()
        let client = site.visitor()
        _ = try await client.signIn("ada", "correct horse")
        return (site, client)
    }

    private func makeToken(_ client: TestClient) async throws {
        let page = try await client.get("/user/tokens")
        _ = try await client.submit(page, ["What is it for?": "backup <1>", "scope": "account:read", "days": "7"])
    }

    @Test("a token, a passkey, a second factor: each comes and goes with a mail, in the language of its owner")
    func notices() async throws {
        let (site, client) = try await member()
        try await makeToken(client)
        let mail = try #require(try await site.mail(to: "ada@example.org"))
        #expect(mail.subject == "Satchel: a change to how your account is signed in to")
        #expect(mail.text.contains("A token for programs was made for your account just now: backup <1>."))
        #expect(mail.html?.contains("backup &lt;1&gt;") == true)
        #expect(!mail.text.contains("satchel_"))

        try await site.execute("INSERT INTO user_languages (user_id, language) VALUES (1, 'de')")
        var phone = VirtualAuthenticator()
        let page = try await client.get("/user/passkeys")
        let made = try phone.make(try await client.get("/user/passkeys/new").text)
        _ = try await client.submit(page, ["credential": made, "name": "Telefon"])
        #expect(try await site.mail(to: "ada@example.org")?.text.contains("Passkey hinzugefügt: Telefon.") == true)
        _ = try await client.submit(try await client.get("/user/passkeys"), button: "Löschen")
        #expect(
            try await site.mail(to: "ada@example.org")?.text.contains("Ein Passkey Ihres Kontos wurde eben gelöscht.") == true)
        #expect(try await site.count("mail_outbox") == 0)
    }

    @Test("what was refused is told to nobody, and they can be switched off")
    func none() async throws {
        let (site, client) = try await member()
        let before = try await site.mails().count
        let page = try await client.get("/user/tokens")
        #expect(try await client.submit(page, ["What is it for?": ""]).status == .unprocessableContent)
        #expect(try await site.mails().count == before)
        let (quiet, other) = try await member { $0.sendSecurityNoticeEmail = false }
        let count = try await quiet.mails().count
        try await makeToken(other)
        #expect(try await quiet.count("user_api_tokens") == 1)
        #expect(try await quiet.mails().count == count)
    }
}
