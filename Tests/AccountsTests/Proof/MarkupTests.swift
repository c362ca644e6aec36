import Database
import HTTP
import HTTPTypes
import Mail
import Testing
import Web

@testable import Accounts
@testable import SatchelTesting

/// Markup that somebody put where a text belongs: it is shown, letter by letter, and never obeyed.
@Suite("Markup in texts")
struct MarkupTests {
    /// Ends an attribute of either quote, a tag, a title and a template's tag, and begins a tag and a handler of its own.
    static let payload = #"</title>'"><x-evil onx=1>{{app_name}}"#

    /// What an obeyed payload leaves behind: a tag, or a handler in somebody else's.
    static func trace(in html: String) -> String? {
        for case .open(let name, let attributes) in HTMLScanner(html).tokens {
            if name == "x-evil" || attributes["onx"] != nil { return "<\(name) \(attributes)>" }
        }
        return nil
    }

    @Test("is found by the check where it is obeyed")
    func check() {
        #expect(Self.trace(in: "<p>\(Self.payload)</p>") != nil)
        #expect(Self.trace(in: #"<p title="\#(Self.payload)">"#) != nil)
        #expect(Self.trace(in: "<p title='\(Self.payload)'>") != nil)
        #expect(Self.trace(in: "<p title=a onx=1>") != nil)
    }

    @Test("is shown on every page of the accounts and under /admin, wherever in the database it stands")
    func stored() async throws {
        let whole = try await WholeSite()
        try await whole.site.directory.addRole("spare", to: "ada")
        _ = try await HostileContent.fill(whole, with: Self.payload)
        let ada = try await whole.signedIn()
        try await whole.site.execute("UPDATE users SET username = :text WHERE id = 1", ["text": Self.payload])
        var shown: Set<String> = []
        for path in whole.pages.map({ WholeSite.path($0) }) + ["/", "/members", "/admin/users?search=x-evil"] {
            let answer = try await ada.get(path)
            // What passkeys' script asks for is JSON, and nobody takes it for a page.
            if answer.headers[.contentType] == "application/json; charset=utf-8" {
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                continue
            }
            let trace = Self.trace(in: answer.text)
            #expect(trace == nil, "\(path): \(trace ?? "")")
            if answer.visibleText.contains(Self.payload) { shown.insert(path) }
        }
        // Where it is not shown nothing was tested.
        for path in [
            "/members", "/user/edit_user_profile", "/user/sessions", "/user/tokens", "/user/passkeys", "/user/two-step",
            "/user/manage-emails", "/user/identities", "/admin/users", "/admin/users/1", "/admin/log", "/admin/mail",
            "/admin/invitations",
        ] { #expect(shown.contains(path), "\(path) does not show it: \(shown.sorted())") }
    }

    @Test("is shown in every mail, as text and as HTML, and ends no line of a head", arguments: ["en", "de", "fr", "es", "zh"])
    func mailed(language: String) async throws {
        for mail in try await MailSamples.all(in: language, text: Self.payload) {
            let html = try #require(mail.message.html)
            #expect(Self.trace(in: html) == nil, "\(mail.kind)")
            #expect(HTMLScanner(html).visibleText.contains(Self.payload), "\(mail.kind)")
            #expect(mail.message.text.contains(Self.payload), "\(mail.kind)")
            #expect(!mail.message.subject.contains { $0.isNewline }, "\(mail.kind)")
        }
    }

    @Test("comes back as what was typed from every form, from paths that are not there and from queries")
    func reflected() async throws {
        let whole = try await WholeSite()
        let ada = try await whole.signedIn()
        let stranger = whole.site.visitor()
        let text = PercentEncoding.encode(Self.payload)
        for client in [ada, stranger] {
            let csrf = PercentEncoding.encode(try await WholeSite.token(of: client))
            for route in whole.changing {
                let names = [
                    "username", "email", "new_username", "new_email", "first_name", "last_name", "name", "role", "search", "next",
                    "code", "do", "scope", "language", "token", "credential",
                ]
                let body = names.map { "\($0)=\(text)" }.joined(separator: "&") + "&csrf_token=\(csrf)"
                let answer = try await client.send(
                    .post, WholeSite.path(route), headers: [.contentType: "application/x-www-form-urlencoded"],
                    body: Array(body.utf8))
                #expect(Self.trace(in: answer.text) == nil, "\(route.pattern)")
            }
            let queries = whole.pages.map {
                WholeSite.path($0) + "?next=\(text)&search=\(text)&email=\(text)&token=\(text)&user=\(text)"
            }
            for path in queries + ["/\(text)", "/user/\(text)", "/user/reset-password/\(text)", "/admin/users/\(text)"] {
                #expect(Self.trace(in: try await client.get(path).text) == nil, "\(path)")
            }
        }
    }
}
