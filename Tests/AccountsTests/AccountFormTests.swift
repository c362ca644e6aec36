import HTTPTypes
import SatchelTesting
import Testing

@testable import Accounts

@Suite("The forms of the accounts")
struct AccountFormTests {
    @Test(
        "let browsers and password managers fill them in",
        arguments: [("/user/sign-in", "current-password"), ("/user/register", "new-password")])
    func autocomplete(path: String, purpose: String) async throws {
        let site = try await TestSite { $0.requireRetypePassword = true }
        let form = try #require(try await site.visitor().get(path).forms.first { $0.field("password") != nil })
        #expect(form.field("username")?.attributes["autocomplete"] == "username")
        for field in form.fields where field.name.contains("password") {
            #expect(field.type == "password")
            #expect(field.attributes["autocomplete"] == purpose)
            #expect(field.attributes["onpaste"] == nil)
        }
    }

    @Test("are sent by POST: what stands in an address signs nobody in and makes no account")
    func getChangesNothing() async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        let client = site.visitor()
        for path in ["/user/sign-in?username=ada&password=correct+horse", "/user/register?username=eve&password=correct+horse"] {
            let answer = try await client.get(path)
            #expect(answer.status == .ok)
            #expect(!answer.text.contains("correct horse"))
        }
        #expect(try await client.isMember() == false)
        #expect(try await site.count("users") == 1)
        #expect(try await site.count("user_sessions") == 1)
    }

    @Test("count a field's first value, and none that stands in the address")
    func pollution() async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        let client = site.visitor()
        let token = try await client.get("/user/sign-in").forms.first { $0.field("password") != nil }?.field("csrf_token")?.value
        let answer = try await client.post(
            "/user/sign-in?username=ada&next=/members",
            form: [
                "csrf_token": try #require(token), "username": "eve", "username": "ada", "password": "correct horse",
                "next": "/", "next": "/members",
            ])
        #expect(answer.status == .unprocessableContent)
        #expect(try await client.isMember() == false)
    }

    @Test("decode what was typed once")
    func decodedOnce() async throws {
        let site = try await TestSite()
        let client = site.visitor()
        #expect(try await client.register("ada", "%41%42%43%44 horse").status == .seeOther)
        #expect(try await site.visitor().signIn("ada", "ABCD horse").status == .unprocessableContent)
        #expect(try await site.visitor().signIn("%61da", "%41%42%43%44 horse").status == .unprocessableContent)
        #expect(try await site.visitor().signIn("ada", "%41%42%43%44 horse").status == .seeOther)
    }

    @Test("a session's id is of 256 random bits")
    func randomness() {
        let tokens = (0..<100).map { _ in UserSessions.makeToken() }
        #expect(Set(tokens).count == 100)
        #expect(tokens.allSatisfy { $0.utf8.count == 43 })
    }
}
