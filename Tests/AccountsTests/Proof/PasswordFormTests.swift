import Database
import HTTP
import HTTPTypes
import SatchelTesting
import Testing

@testable import Accounts

/// What holds for each field of a password, on whichever page it stands.
@Suite("Passwords")
struct PasswordFormTests {
    @Test("say what they are for, are never filled in by a page, and can be pasted into")
    func fields() async throws {
        let whole = try await WholeSite { $0.requireRetypePassword = true }
        let reset = try await whole.site.directory.resetLink(for: "bob")
        let paths = whole.pages.map { WholeSite.path($0) } + [reset]
        var count = 0
        for client in [try await whole.signedIn(), whole.site.visitor()] {
            for path in paths {
                for form in try await client.get(path).forms {
                    for field in form.fields where field.name.contains("password") || field.type == "password" {
                        let isNew = ["new_password", "retype_password"].contains(field.name) || form.action == "/user/register"
                        #expect(field.type == "password", "\(path): \(field.name)")
                        #expect(
                            field.attributes["autocomplete"] == (isNew ? "new-password" : "current-password"),
                            "\(path): \(field.name)")
                        #expect(field.value.isEmpty && field.attributes["onpaste"] == nil, "\(path): \(field.name)")
                        count += 1
                    }
                }
            }
        }
        #expect(count > 12)
    }

    @Test(
        "are refused alike wherever one is chosen",
        arguments: ["password123", "iloveyou", "short", "", String(repeating: "x", count: 73), "bob"])
    func chosen(password: String) async throws {
        let whole = try await WholeSite()
        let bob = try await whole.signedIn("bob")
        let changed = try await bob.submit(
            try await bob.get("/user/change-password"), ["old_password": WholeSite.password, "new_password": password])
        #expect(changed.status == .unprocessableContent)
        let reset = try await whole.site.directory.resetLink(for: "bob")
        let visitor = whole.site.visitor()
        let chosen = try await visitor.submit(try await visitor.get(reset), ["new_password": password])
        #expect(chosen.status == .unprocessableContent)
        let registered = try await visitor.submit(
            try await visitor.get("/user/register"),
            ["username": "eve", "email": "eve@example.org", "password": password])
        #expect(registered.status == .unprocessableContent)
        let ada = try await whole.signedIn()
        let made = try await ada.submit(
            try await ada.get("/admin/users/new"), ["username": "eve", "email": "eve@example.org", "new_password": password])
        #expect(made.status == .unprocessableContent)
        #expect(try await whole.site.count("users") == 2)
        #expect(try await whole.site.visitor().signIn("bob", WholeSite.password).status == .seeOther)
    }

    @Test(
        "of now is asked for by all that matters",
        arguments: [
            ("/user/change-password", ["new_password": "a fine new one"]), ("/user/change-username", ["new_username": "robert"]),
            ("/user/change-email", ["new_email": "new@example.org"]), ("/user/manage-emails", ["email": "new@example.org"]),
            ("/user/email/1/delete", [:]), ("/user/email/1/make-primary", [:]), ("/user/confirm-password", [:]),
        ])
    func asked(path: String, fields: [String: String]) async throws {
        let whole = try await WholeSite()
        let bob = try await whole.signedIn("bob")
        try await whole.site.execute(
            "INSERT INTO user_emails (user_id, email, email_confirmed_at, is_primary) VALUES (2, 'b@example.org', :at, :no)",
            ["at": UserAddress.date(0), "no": false])
        let csrf = try await WholeSite.token(of: bob)
        let before = try await whole.content().filter { $0.key != "audit_log" }
        for wrong in [nil, "", "wrong horse"] as [String?] {
            var body = "csrf_token=\(PercentEncoding.encode(csrf))"
            for (name, value) in fields { body += "&\(name)=\(PercentEncoding.encode(value))" }
            if let wrong { body += "&old_password=\(PercentEncoding.encode(wrong))" }
            let answer = try await bob.send(
                .post, path, headers: [.contentType: "application/x-www-form-urlencoded"], body: Array(body.utf8))
            #expect(answer.status == .unprocessableContent, "\(wrong ?? "none")")
            #expect(try await whole.content().filter { $0.key != "audit_log" } == before)
        }
    }
}
