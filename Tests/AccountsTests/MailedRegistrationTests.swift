import Database
import HTTPTypes
import Mail
import SatchelTesting
import Testing

@testable import Accounts

/// A site whose people have user names and confirmed addresses.
func mailSite(_ change: (inout AccountSettings) -> Void = { _ in }) async throws -> TestSite {
    try await TestSite {
        $0.enableEmail = true
        $0.emailSenderAddress = "site@club.example"
        change(&$0)
    }
}

extension TestClient {
    func join(_ username: String, _ email: String, _ password: String = "correct horse") async throws -> TestResponse {
        try await submit(
            try await get("/user/register"), ["User name": username, "Mail address": email, "Password": password])
    }
}

extension TestSite {
    /// Registers, and follows the link with its button.
    func confirmed(_ username: String = "ada", _ email: String = "ada@example.org", _ password: String = "correct horse")
        async throws -> TestClient
    {
        let client = visitor()
        _ = try await client.join(username, email, password)
        let link = try #require(try await link(to: email))
        let done = try await client.submit(try await client.get(link), button: "Yes, confirm it")
        #expect(done.status == .seeOther)
        return client
    }
}

@Suite("Registering with a mail address")
struct MailedRegistrationTests {
    @Test("mails a link; its button confirms, welcomes and signs in; then the address is a name to sign in with")
    func confirms() async throws {
        let site = try await mailSite()
        let client = site.visitor()
        let answer = try await client.join("ada", "Ada@example.org")
        #expect(answer.location == "/user/sign-in")
        #expect(try await client.get("/user/sign-in").visibleText.contains("We have sent a mail to Ada@example.org."))
        #expect(try await client.isMember() == false)

        let mail = try #require(try await site.mail(to: "Ada@example.org"))
        #expect(mail.subject == "Satchel: confirm your mail address")
        #expect(mail.from.address == "site@club.example")
        #expect(mail.text.contains("for 2 days"))
        #expect(mail.html?.contains("https://club.example/user/confirm-email/") == true)

        let link = try #require(try await site.link(to: "Ada@example.org"))
        let page = try await client.get(link)
        #expect(page.visibleText.contains("Is Ada@example.org the mail address of the account ada"))
        let done = try await client.submit(page, button: "Yes, confirm it")
        #expect(done.location == "/")
        #expect(try await client.isMember())
        #expect(try await site.mail(to: "Ada@example.org")?.subject == "Welcome to Satchel")

        for name in ["ada", "ADA@EXAMPLE.ORG"] {
            #expect(try await site.visitor().signIn(name, "correct horse").status == .seeOther)
        }
        let wrong = try await site.visitor().signIn("ada@example.org", "wrong horse")
        #expect(wrong.visibleText.contains("That name or address and that password don’t go together."))
    }

    @Test("a mail scanner that opens the link confirms nothing, and the link still works")
    func scanner() async throws {
        let site = try await mailSite()
        _ = try await site.visitor().join("ada", "ada@example.org")
        let link = try #require(try await site.link(to: "ada@example.org"))
        for _ in 0..<3 { #expect(try await site.visitor().get(link).status == .ok) }
        #expect(try await site.text("SELECT username FROM users WHERE email_confirmed_at IS NOT NULL") == nil)
        #expect(try await site.count("user_sessions") == 0)
        let client = site.visitor()
        #expect(try await client.submit(try await client.get(link), button: "Yes, confirm it").status == .seeOther)
    }

    @Test("a link works once, for its time, and for its purpose alone")
    func links() async throws {
        let site = try await mailSite()
        let client = try await site.confirmed()
        let used = try #require(site.mailer.mails.first?.text.split(separator: "\n").first { $0.hasPrefix("https://") })
        let path = String(used.dropFirst(TestSite.base.count))
        #expect(try await client.get(path).status == .notFound)
        #expect(try await client.get(path).visibleText.contains("This link is over"))

        _ = try await site.visitor().join("bob", "bob@example.org")
        let link = try #require(try await site.link(to: "bob@example.org"))
        let token = link.split(separator: "/").last.map(String.init) ?? ""
        #expect(try await site.visitor().get("/user/reset-password/" + token).status == .notFound)
        #expect(try await site.visitor().get("/user/confirm-email/" + token + "x").status == .notFound)
        site.clock.advance(by: 2 * 24 * 3600)
        #expect(try await site.visitor().get(link).status == .notFound)
    }

    @Test("of two who press the button at once one confirms")
    func twice() async throws {
        let site = try await mailSite { $0.autoSignInAfterConfirm = false }
        _ = try await site.visitor().join("ada", "ada@example.org")
        let link = try #require(try await site.link(to: "ada@example.org"))
        let pages = try await (0..<8).asyncMap { _ in
            let client = site.visitor()
            return (client, try await client.get(link))
        }
        let codes = try await withThrowingTaskGroup(of: Int.self) { group in
            for (client, page) in pages { group.addTask { try await client.submit(page, button: "Yes, confirm it").status.code } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(codes.filter { $0 == 303 }.count == 1)
        #expect(codes.filter { $0 == 404 }.count == 7)
    }

    @Test("the password alone lets nobody in before the address is confirmed, and a new link can be had")
    func unconfirmed() async throws {
        let site = try await mailSite()
        _ = try await site.visitor().join("ada", "ada@example.org")
        let client = site.visitor()
        let refused = try await client.signIn("ada", "correct horse")
        #expect(refused.status == .unprocessableContent)
        #expect(refused.visibleText.contains("Your mail address is not confirmed yet."))
        let first = try await site.link(to: "ada@example.org")
        let page = try await client.get("/user/resend-email-confirmation")
        #expect(try await client.submit(page, ["Mail address": "ADA@example.org"]).location == "/")
        let second = try #require(try await site.link(to: "ada@example.org"))
        #expect(second != first)
        #expect(try await client.submit(try await client.get(second), button: "Yes, confirm it").status == .seeOther)
        #expect(try await client.isMember())
    }

    @Test("an address that has an account is told so by mail; the page says what it always says, and the name looks taken after")
    func taken() async throws {
        let site = try await mailSite()
        _ = try await site.confirmed()
        let (new, old) = (site.visitor(), site.visitor())
        let answers = [
            try await new.join("bob", "bob@example.org"), try await old.join("eve", "ADA@example.org"),
        ]
        #expect(answers[0].status == answers[1].status)
        #expect(answers[0].location == answers[1].location)
        let pages = [try await new.get("/user/sign-in"), try await old.get("/user/sign-in")]
        #expect(
            pages[0].visibleText.replacing("bob@example.org", with: "X")
                == pages[1].visibleText.replacing("ADA@example.org", with: "X"))
        let told = try #require(try await site.mail(to: "ada@example.org"))
        #expect(told.subject == "Satchel: you have an account already")
        #expect(try await site.count("users") == 2)
        for name in ["bob", "EVE"] {
            let again = try await site.visitor().join(name, "\(name)2@example.org")
            #expect(again.visibleText.contains("This user name is taken."))
        }
        site.clock.advance(by: 2 * 24 * 3600 + 1)
        #expect(try await site.visitor().join("eve", "eve@example.org").status == .seeOther)
    }

    @Test("of many who want one address at once exactly one account is made, and nobody sees a difference")
    func race() async throws {
        let site = try await mailSite()
        let locations = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<16 {
                group.addTask { try await site.visitor().join("user\(number)", "ada@example.org").location }
            }
            return try await group.reduce(into: [String?]()) { $0.append($1) }
        }
        #expect(locations == Array(repeating: "/user/sign-in", count: 16))
        #expect(try await site.count("users") == 1)
        let mails = try await site.mails()
        #expect(mails.count == 16)
        #expect(mails.filter { $0.subject.contains("confirm") }.count == 1)
    }

    @Test(
        "refuses what is no address, and keeps it in the form",
        arguments: ["", "ada", "ada@", "a b@example.org", "ada@example.org\r\nBcc: eve@example.org", "<script>@example.org"])
    func malformed(_ email: String) async throws {
        let site = try await mailSite()
        let answer = try await site.visitor().join("ada", email)
        #expect(answer.status == .unprocessableContent || answer.status == .badRequest)
        #expect(try await site.count("users") == 0)
        #expect(try await site.mails().isEmpty)
    }

    @Test("without user names the address is the name")
    func addressAlone() async throws {
        let site = try await mailSite { $0.enableUsername = false }
        let client = site.visitor()
        let page = try await client.get("/user/register")
        #expect(page.forms.allSatisfy { $0.field("username") == nil })
        _ = try await client.submit(page, ["Mail address": "ada@example.org", "Password": "correct horse"])
        let link = try #require(try await site.link(to: "ada@example.org"))
        _ = try await client.submit(try await client.get(link), button: "Yes, confirm it")
        #expect(try await client.isMember())
        let other = site.visitor()
        let form = try await other.get("/user/sign-in")
        #expect(
            try await other.submit(form, ["Mail address": "ADA@example.org", "Password": "correct horse"]).status == .seeOther)
        #expect(try await other.get("/user/change-username").status == .notFound)
    }

    @Test("without confirmation it signs in at once, and says that an address is taken")
    func withoutConfirmation() async throws {
        let site = try await mailSite { $0.enableConfirmEmail = false }
        let client = site.visitor()
        #expect(try await client.join("ada", "ada@example.org").location == "/")
        #expect(try await client.isMember())
        #expect(try await site.mail(to: "ada@example.org")?.subject == "Welcome to Satchel")
        let answer = try await site.visitor().join("bob", "Ada@example.org")
        #expect(answer.status == .unprocessableContent)
        #expect(answer.visibleText.contains("This mail address has an account already."))
    }

    @Test("where unconfirmed people may sign in, pages for confirmed ones send them to confirm")
    func allowUnconfirmed() async throws {
        let site = try await mailSite { $0.allowSignInWithoutConfirmedEmail = true }
        let client = site.visitor()
        #expect(try await client.join("ada", "ada@example.org").location == "/")
        #expect(try await client.get("/members").location == "/user/resend-email-confirmation")
        #expect(try await client.get("/user/edit_user_profile").status == .ok)
        let link = try #require(try await site.link(to: "ada@example.org"))
        _ = try await client.submit(try await client.get(link), button: "Yes, confirm it")
        #expect(try await client.isMember())
    }

    @Test("a host that a visitor makes up stands in no mail")
    func foreignHost() async throws {
        let site = try await mailSite()
        let client = TestClient(site.handler, host: "evil.example", redirects: .stop)
        _ = try await client.join("ada", "ada@example.org")
        let mail = try #require(try await site.mail(to: "ada@example.org"))
        #expect(!String(decoding: mail.bytes, as: UTF8.self).contains("evil.example"))
        #expect(mail.text.contains("https://club.example/user/confirm-email/"))
    }
}

extension Sequence where Element: Sendable {
    func asyncMap<Result>(_ change: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await change(element)) }
        return results
    }
}
