import HTTP
import HTTPTypes
import Mail
import SatchelTesting
import Testing
import Web

@testable import Accounts

@Suite("Choosing a language")
struct LanguageChoiceTests {
    private func greeting(_ client: TestClient, _ accept: String = "en") async throws -> String {
        let page = try await client.get("/user/edit_user_profile", headers: [.acceptLanguage: accept])
        return page.visibleText
    }

    @Test("the user's own choice comes before the browser's, on every device, and can be taken back")
    func choice() async throws {
        let site = try await TestSite()
        let ada = try await site.member("ada")
        #expect(try await greeting(ada, "fr").contains("Votre compte"))
        var answer = try await ada.submit(try await ada.get("/user/language"), button: "Deutsch")
        #expect(answer.status == .seeOther)
        #expect(try await greeting(ada, "fr").contains("Ihr Konto"))
        #expect(
            try await site.text("SELECT action || ':' || detail FROM audit_log ORDER BY id DESC LIMIT 1") == "language chosen:de")

        let phone = site.visitor()
        _ = try await phone.signIn("ada", "correct horse")
        #expect(try await greeting(phone, "es").contains("Ihr Konto"))
        answer = try await phone.submit(try await phone.get("/user/language"), button: "Wie der Browser es sagt")
        #expect(try await greeting(phone, "es").contains("Su cuenta"))
        #expect(try await site.count("user_languages") == 0)
    }

    @Test("a visitor's choice is a cookie; a language that is none is refused")
    func visitor() async throws {
        let site = try await TestSite()
        let client = site.visitor()
        let page = try await client.get("/user/language")
        _ = try await client.submit(page, button: "中文")
        let home = try await client.get("/user/sign-in", headers: [.acceptLanguage: "de"])
        #expect(home.visibleText.contains("登录") && home.text.contains("<html lang=\"zh\""))
        #expect(home.headers[.vary]?.contains("Accept-Language") == true && home.headers[.vary]?.contains("Cookie") == true)
        let token = try #require(page.forms.flatMap(\.fields).first { $0.name == "csrf_token" }?.value)
        #expect(try await client.post("/user/language", form: ["csrf_token": token, "language": "xx"]).status == .badRequest)
        _ = try await client.submit(try await client.get("/user/language"), button: "跟随浏览器")
        #expect(try await client.get("/user/sign-in", headers: [.acceptLanguage: "de"]).visibleText.contains("Anmelden"))
    }

    @Test(
        "what is wrong with a form is told in the visitor's language",
        arguments: [("de", "vergeben"), ("fr", "pris"), ("zh", "已被使用")])
    func problems(tag: String, word: String) async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        let client = site.visitor()
        let page = try await client.get("/user/register", headers: [.acceptLanguage: tag])
        let answer = try await client.submit(
            page, ["username": "ADA", "password": "correct horse"], headers: [.acceptLanguage: tag])
        #expect(answer.status == .unprocessableContent && answer.visibleText.contains(word))
    }

    @Test("mails are in the receiver's language, whoever asks for them")
    func mails() async throws {
        let site = try await TestSite { $0.enableEmail = true }
        let directory = site.directory
        try await directory.create("ada", password: "correct horse", email: "ada@example.org")
        let ada = site.visitor()
        _ = try await ada.signIn("ada", "correct horse")
        _ = try await ada.submit(try await ada.get("/user/language"), button: "Français")
        // Somebody whose browser speaks German asks.
        let client = site.visitor()
        for address in ["ada@example.org", "nobody@example.org"] {
            let page = try await client.get("/user/forgot-password")
            _ = try await client.submit(page, ["email": address], headers: [.acceptLanguage: "de"])
        }
        let mail = try #require(try await site.mail(to: "ada@example.org"))
        #expect(mail.subject.contains("un nouveau mot de passe"))
        #expect(mail.text.contains("pendant 60 minutes") && mail.html?.contains("<html lang=\"fr\"") == true)
    }
}
