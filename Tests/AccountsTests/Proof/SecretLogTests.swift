import HTTP
import HTTPTypes
import Logging
import SatchelTesting
import TestSupport
import Testing

@testable import Accounts

@Suite("All ways into an account")
struct SecretLogTests {
    @Test("have nothing in the log that opens an account")
    func secrets() async throws {
        let lines = LogLines(level: .trace)
        let logger = Logger(label: "test") { _ in lines }
        let site = try await TestSite {
            $0.enableEmail = true
            $0.emailSenderAddress = "site@club.example"
            $0.mailedSignIn = .both
            $0.enableInviteUser = true
            $0.inviteRole = nil
        } environment: {
            $0.logger = logger
        }
        var secrets = ["correct horse", "correct%20horse", "correct+horse", "a finer horse"]
        let client = site.visitor()
        func note(_ page: TestResponse) {
            secrets += client.cookies.names.compactMap { client.cookies[$0] }
            secrets += page.forms.compactMap { $0.field("csrf_token")?.value }
        }
        note(try await client.join("ada", "ada@example.org"))
        let confirm = try #require(try await site.link(to: "ada@example.org"))
        let page = try await client.get(confirm)
        note(page)
        note(try await client.submit(page, button: "Yes, confirm it"))
        _ = try await client.signOut()
        note(try await client.signIn("ada", "correct horse", next: "/members"))
        _ = try await client.get("/user/sign-in?password=correct+horse&username=ada")
        let made = try await client.submit(
            try await client.get("/user/tokens"), ["name": "a", "scope": true], button: "Make the token")
        note(made)
        let token = try #require(made.text.firstMatch(of: /satchel_[a-z2-7]{58}/).map { String($0.0) })
        _ = try await site.visitor().get("/user/edit_user_profile", headers: [.authorization: "Bearer \(token)"])
        _ = try await site.visitor().get("/user/edit_user_profile?access_token=\(token)")
        let twoStep = try await client.get("/user/two-step")
        secrets += [token] + twoStep.text.matches(of: /<code>([A-Z2-7 ]+)<\/code>/).map { String($0.1) }
        _ = try await client.submit(try await client.get("/user/invite"), ["Mail address": "bob@example.org"])
        let invitation = try #require(try await site.link(to: "bob@example.org"))
        _ = try await site.visitor().get(invitation)
        var links = [confirm, invitation]
        for path in ["/user/forgot-password", "/user/sign-in-by-mail"] {
            let visitor = site.visitor()
            _ = try await visitor.submit(try await visitor.get(path), ["Mail address": "ada@example.org"])
            let link = try #require(try await site.link(to: "ada@example.org"))
            links.append(link)
            let page = try await visitor.get(link)
            _ = try await visitor.submit(
                page, page.forms.contains { $0.field("new_password") != nil } ? ["new_password": "a finer horse"] : [:],
                button: page.forms.flatMap(\.buttons).last?.text)
            secrets += visitor.cookies.names.compactMap { visitor.cookies[$0] }
        }
        secrets += links.compactMap { $0.split { "/=".contains($0) }.last.map(String.init) }
        #expect(secrets.count > 20 && links.count == 4)
        let log = lines.all.joined(separator: "\n")
        #expect(log.contains("/user/reset-password/:token") && log.contains(/path=\/user\/sign-in[ \n]/))
        for secret in secrets where !secret.isEmpty { #expect(!log.contains(secret), "\(secret)") }
    }
}
