import Database
import HTTPTypes
import Mail
import SatchelTesting
import Testing

@testable import Accounts

@Suite("A new password, a new address, another name")
struct MailedPasswordTests {
    private func forgot(_ email: String, on site: TestSite) async throws -> (TestClient, TestResponse) {
        let client = site.visitor()
        return (client, try await client.submit(try await client.get("/user/forgot-password"), ["Mail address": email]))
    }

    @Test("a mailed link gives a new password once, ends all sessions, signs in and tells the owner")
    func reset() async throws {
        let site = try await mailSite()
        let thief = try await site.confirmed()
        let (client, answer) = try await forgot("ada@example.org", on: site)
        #expect(answer.location == "/")
        let link = try #require(try await site.link(to: "ada@example.org"))
        #expect(try await site.visitor().get(link).status == .ok)
        let page = try await client.get(link)
        let weak = try await client.submit(page, ["New password": "short"])
        #expect(weak.status == .unprocessableContent)
        #expect(weak.visibleText.contains("Use at least 8 characters."))
        #expect(try await client.submit(page, ["New password": "battery staple"]).location == "/")
        #expect(try await client.isMember())
        #expect(try await thief.isMember() == false)
        #expect(try await site.mail(to: "ada@example.org")?.subject == "Satchel: your password was changed")
        #expect(try await client.get(link).status == .notFound)
        #expect(try await site.visitor().signIn("ada", "correct horse").status == .unprocessableContent)
        #expect(try await site.visitor().signIn("ada", "battery staple").status == .seeOther)
    }

    @Test("the link is over after an hour, and as soon as the password is another")
    func expiry() async throws {
        let site = try await mailSite()
        let client = try await site.confirmed()
        _ = try await forgot("ada@example.org", on: site)
        let first = try #require(try await site.link(to: "ada@example.org"))
        site.clock.advance(by: 3599)
        #expect(try await site.visitor().get(first).status == .ok)
        site.clock.advance(by: 1)
        #expect(try await site.visitor().get(first).status == .notFound)
        _ = try await forgot("ada@example.org", on: site)
        let second = try #require(try await site.link(to: "ada@example.org"))
        _ = try await client.signIn("ada", "correct horse")
        let page = try await client.get("/user/change-password")
        _ = try await client.submit(page, ["Your password now": "correct horse", "New password": "battery staple"])
        #expect(try await site.visitor().get(second).status == .notFound)
    }

    @Test("the same answer and the same work, whether there is an account, one that waits, or none")
    func equal() async throws {
        let site = try await mailSite()
        _ = try await site.confirmed()
        _ = try await site.visitor().join("bob", "bob@example.org")
        let sent = try await site.mails().count
        for path in ["/user/forgot-password", "/user/resend-email-confirmation"] {
            var seen: Set<String> = []
            var rows: Set<[Int]> = []
            for email in ["ada@example.org", "bob@example.org", "eve@example.org"] {
                let before = [try await site.count("user_tokens"), try await site.count("mail_outbox")]
                let client = site.visitor()
                let answer = try await client.submit(try await client.get(path), ["Mail address": email])
                let page = try await client.get("/")
                seen.insert("\(answer.status) \(answer.location ?? "") \(page.visibleText.replacing(email, with: "X"))")
                rows.insert([
                    try await site.count("user_tokens") - before[0], try await site.count("mail_outbox") - before[1],
                ])
            }
            #expect(seen.count == 1)
            #expect(rows == [[1, 1]])
        }
        let mails = try await site.mails().dropFirst(sent)
        #expect(mails.filter { $0.to.address == "eve@example.org" }.isEmpty)
        // A new password for both accounts; a new link for the one that waits.
        #expect(mails.count == 3)
        #expect(try await site.count("mail_outbox") == 0)
    }

    @Test("a flood of requests for one mailbox, or from one visitor, ends in 429")
    func flood() async throws {
        let site = try await mailSite { $0.mailRequests = 8 }
        for _ in 0..<5 { #expect(try await forgot("eve@example.org", on: site).1.status == .seeOther) }
        let refused = try await forgot("EVE@example.org", on: site).1
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers[.retryAfter] == "3600")
        for number in 0..<2 { #expect(try await forgot("a\(number)@example.org", on: site).1.status == .seeOther) }
        #expect(try await forgot("b@example.org", on: site).1.status == .tooManyRequests)
    }

    @Test("changing the password asks for the old one, ends other sessions and keeps this one")
    func change() async throws {
        let site = try await TestSite()
        let client = try await site.member()
        let other = site.visitor()
        _ = try await other.signIn("ada", "correct horse")
        let page = try await client.get("/user/change-password")
        let wrong = try await client.submit(page, ["Your password now": "wrong", "New password": "battery staple"])
        #expect(wrong.status == .unprocessableContent)
        #expect(wrong.visibleText.contains("This is not your password."))
        let done = try await client.submit(page, ["Your password now": "correct horse", "New password": "battery staple"])
        #expect(done.location == "/")
        #expect(try await client.isMember())
        #expect(try await other.isMember() == false)
        #expect(try await site.visitor().get("/user/change-password").location == "/user/sign-in?next=%2Fuser%2Fchange-password")
    }

    @Test("guesses of the old password run into the limit of sign-ins")
    func guesses() async throws {
        let site = try await TestSite { $0.signInAttempts = 3 }
        let client = try await site.member()
        let page = try await client.get("/user/change-password")
        for _ in 0..<3 {
            _ = try await client.submit(page, ["Your password now": "wrong", "New password": "battery staple"])
        }
        let right = try await client.submit(page, ["Your password now": "correct horse", "New password": "battery staple"])
        #expect(right.visibleText.contains("Too many attempts."))
    }

    @Test("another user name is checked as a first one is, and told by mail")
    func username() async throws {
        let site = try await mailSite()
        let client = try await site.confirmed()
        _ = try await site.confirmed("bob", "bob@example.org")
        let page = try await client.get("/user/change-username")
        let taken = try await client.submit(page, ["New user name": "BOB", "Your password now": "correct horse"])
        #expect(taken.visibleText.contains("This user name is taken."))
        #expect(taken.forms.last?.field("new_username")?.value == "BOB")
        let done = try await client.submit(page, ["New user name": "Lovelace", "Your password now": "correct horse"])
        #expect(done.location == "/")
        #expect(try await client.get("/members").visibleText.contains("Lovelace"))
        #expect(try await site.mail(to: "ada@example.org")?.text.contains("Your user name was ada and is Lovelace") == true)
    }

    @Test("another address takes the old one's place when its link is followed, and the old one is told")
    func address() async throws {
        let site = try await mailSite()
        let client = try await site.confirmed()
        let page = try await client.get("/user/change-email")
        let values: KeyValuePairs = ["New mail address": "countess@example.org", "Your password now": "correct horse"]
        #expect(try await client.submit(page, values).location == "/")
        #expect(try await site.text("SELECT email FROM users") == "ada@example.org")
        let link = try #require(try await site.link(to: "countess@example.org"))
        #expect(try await client.submit(try await client.get(link), button: "Yes, confirm it").location == "/")
        #expect(try await site.text("SELECT email FROM users") == "countess@example.org")
        let told = try #require(try await site.mail(to: "ada@example.org"))
        #expect(told.text.contains("is countess@example.org from now on"))
        #expect(try await site.visitor().signIn("ada@example.org", "correct horse").status == .unprocessableContent)
        #expect(try await site.visitor().signIn("countess@example.org", "correct horse").status == .seeOther)
    }

    @Test("an address of somebody else's is not taken, and who asks for it can't tell")
    func foreignAddress() async throws {
        let site = try await mailSite { $0.enableMultipleEmails = true }
        let client = try await site.confirmed()
        _ = try await site.confirmed("bob", "bob@example.org")
        for path in ["/user/change-email", "/user/manage-emails"] {
            let page = try await client.get(path)
            let field = path == "/user/change-email" ? "new_email" : "email"
            let answer = try await client.submit(page, [field: "bob@example.org", "Your password now": "correct horse"])
            #expect(answer.status == .seeOther)
            #expect(try await site.mail(to: "bob@example.org")?.subject == "Satchel: you have an account already")
        }
        let free = try await client.submit(
            try await client.get("/user/manage-emails"), ["email": "free@example.org", "Your password now": "correct horse"])
        #expect(free.status == .seeOther)
        let listed = try await client.get("/user/manage-emails").visibleText
        #expect(listed.contains("bob@example.org waiting for its link"))
        #expect(listed.contains("free@example.org waiting for its link"))
    }

    @Test("several addresses: added, made the main one, removed; nobody touches another's")
    func several() async throws {
        let site = try await mailSite { $0.enableMultipleEmails = true }
        let client = try await site.confirmed()
        let page = try await client.get("/user/manage-emails")
        _ = try await client.submit(page, ["email": "second@example.org", "Your password now": "correct horse"])
        let link = try #require(try await site.link(to: "second@example.org"))
        _ = try await client.submit(try await client.get(link), button: "Yes, confirm it")
        #expect(try await site.visitor().signIn("second@example.org", "correct horse").status == .seeOther)

        let stranger = try await site.confirmed("bob", "bob@example.org")
        for action in ["delete", "make-primary"] {
            #expect(try await stranger.get("/user/email/1/\(action)").status == .notFound)
        }
        let main = try await client.get("/user/email/1/make-primary")
        #expect(try await client.submit(main, ["Your password now": "wrong"]).status == .unprocessableContent)
        #expect(try await client.submit(main, ["Your password now": "correct horse"]).location == "/user/manage-emails")
        #expect(try await site.text("SELECT email FROM users WHERE username = 'ada'") == "second@example.org")
        #expect(try await site.mail(to: "ada@example.org")?.subject == "Satchel: your mail address was changed")
        let id = try #require(try await site.text("SELECT '' || id FROM user_emails WHERE email = 'ada@example.org'"))
        let removal = try await client.get("/user/email/\(id)/delete")
        #expect(try await client.submit(removal, ["Your password now": "correct horse"]).location == "/user/manage-emails")
        #expect(try await site.visitor().signIn("ada@example.org", "correct horse").status == .unprocessableContent)
        #expect(try await site.count("user_emails") == 0)
    }
}
