import Database
import HTTP
import HTTPTypes
import SatchelTesting
import Testing
import Web

@testable import Accounts

/// What holds for each route of the accounts, whichever there are.
@Suite("Every route")
struct EveryRouteTests {
    private static let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    private static let json: HTTPFields = [.contentType: "application/json", .accept: "application/json"]

    private static func field(_ name: String, _ value: String) throws -> HTTPField {
        HTTPField(name: try #require(HTTPField.Name(name)), value: value)
    }

    /// Requests with a member's cookie that no page of the site sent, by what is wrong with them.
    private static func forgeries(own: String, others: String) throws -> [(String, HTTPFields, String)] {
        let foreign = try ["https://evil.example", "null", "https://localhost.evil.example"].map { origin in
            ("Origin: \(origin)", form + [try field("Origin", origin)], "csrf_token=\(own)")
        }
        let sites = try ["cross-site", "same-site"].map { site in
            ("Sec-Fetch-Site: \(site)", form + [try field("Sec-Fetch-Site", site)], "csrf_token=\(own)")
        }
        return foreign + sites + [
            ("no token", form, ""), ("an empty token", form, "csrf_token="),
            ("another visitor's token", form, "csrf_token=\(others)"),
            ("another visitor's in the header", form + [try field("X-CSRF-Token", others)], "csrf_token=\(own)"),
            ("JSON without a token", json, #"{"do":"activate"}"#),
            ("JSON with the token in its body", json, #"{"csrf_token":"\#(own)"}"#),
            ("plain text", [.contentType: "text/plain"], "csrf_token=\(own)"),
            ("XML", [.contentType: "text/xml"], "<a>\(own)</a>"),
            ("no content type", [:], "csrf_token=\(own)"),
            ("the method in a field", form + [try field("X-HTTP-Method-Override", "GET")], ""),
        ]
    }

    @Test("that changes something refuses what none of its own pages sent, and then nothing has changed")
    func forged() async throws {
        let whole = try await WholeSite()
        let ada = try await whole.signedIn()
        let own = PercentEncoding.encode(try await WholeSite.token(of: ada))
        let others = PercentEncoding.encode(try await WholeSite.token(of: whole.site.visitor()))
        let before = try await whole.content()
        #expect(whole.changing.count > 25)
        for route in whole.changing {
            #expect(!route.options.contains(.stateless), "\(route.pattern) has no check")
            for (what, headers, body) in try Self.forgeries(own: own, others: others) {
                let answer = try await ada.send(
                    route.method, WholeSite.path(route, id: "2"), headers: headers, body: Array(body.utf8))
                let isRefused = [.forbidden, .unsupportedMediaType].contains(answer.status)
                #expect(isRefused, "\(route.pattern): \(what): \(answer.status)")
            }
        }
        #expect(try await whole.content() == before)
    }

    @Test("that is looked at changes nothing, with HEAD as with GET, signed in or not")
    func looking() async throws {
        let whole = try await WholeSite()
        let ada = try await whole.signedIn()
        let before = try await whole.content()
        for route in whole.pages {
            for client in [ada, whole.site.visitor()] {
                for method in [HTTPRequest.Method.get, .head] {
                    let answer = try await client.send(method, WholeSite.path(route) + "?do=delete&id=2&token=x&csrf_token=x")
                    #expect(answer.status.code < 500, "\(route.pattern): \(answer.status)")
                }
            }
        }
        #expect(try await whole.content() == before)
    }

    @Test("that has a guard is closed to strangers, and under /admin to members, by all methods")
    func closed() async throws {
        let whole = try await WholeSite()
        let bob = try await whole.signedIn("bob")
        let token = try await WholeSite.token(of: bob)
        let guarded = whole.routes.filter { $0.guardName != nil }
        #expect(guarded.count > 40)
        // What is open is known by name.
        let open = Set(whole.routes.filter { $0.guardName == nil }.compactMap(\.name))
        #expect(
            open == [
                "user.sign-in", "user.sign-out", "user.register", "user.reset-password", "user.language", "user.second-factor",
                "user.passkeys-sign-in", "user.sign-in-with", "user.sign-in-with-callback", "user.forgot-password",
                "user.sign-in-by-mail", "user.sign-in-link", "user.confirm-email", "user.resend-confirmation",
                "user.keep-account",
            ], "a route without a guard: is it meant for everybody?")
        for route in guarded {
            let path = WholeSite.path(route)
            let stranger = whole.site.visitor()
            let answer = try await stranger.send(route.method, path, headers: [.accept: "application/json"])
            #expect([.unauthorized, .forbidden].contains(answer.status), "\(route.method) \(path): \(answer.status)")
            guard route.pattern.hasPrefix("/admin") else { continue }
            let csrf = try Self.field("X-CSRF-Token", token)
            let refused = try await bob.send(route.method, path, headers: Self.form + [csrf])
            #expect(refused.status == .forbidden, "\(route.method) \(path): \(refused.status)")
        }
    }

    @Test("says what a browser may do with it, and is kept by nobody once somebody is signed in")
    func headers() async throws {
        let whole = try await WholeSite()
        let ada = try await whole.signedIn()
        for route in whole.pages {
            let path = WholeSite.path(route)
            let answer = try await ada.get(path, headers: [.origin: "https://evil.example"])
            #expect(answer.headers[.cacheControl] == "no-store", "\(path)")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff", "\(path)")
            let policy = answer.headers[.contentSecurityPolicy] ?? ""
            for directive in [
                "default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
            ] {
                #expect(policy.contains(directive), "\(path)")
            }
            #expect(!policy.contains("unsafe-"), "\(path)")
            #expect(answer.headers[values: try #require(HTTPField.Name("Access-Control-Allow-Origin"))] == [])
            guard !answer.body.isEmpty else { continue }
            #expect(answer.headers[.contentType]?.contains("charset=utf-8") == true, "\(path)")
            // What the policy forbids would be dead: a script, a style, a handler within the page.
            #expect(
                answer.text.firstMatch(of: /<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=|javascript:/) == nil, "\(path)")
        }
    }

    @Test("never has the session's id in its body, its links or its redirects")
    func secrets() async throws {
        let whole = try await WholeSite()
        let ada = try await whole.signedIn()
        for route in whole.pages {
            let answer = try await ada.get(WholeSite.path(route))
            for value in ada.cookies.names.compactMap({ ada.cookies[$0] }) {
                #expect(!answer.text.contains(value), "\(route.pattern)")
                #expect(answer.location?.contains(value) != true, "\(route.pattern)")
            }
            for secret in ["$2b$", "a-secret-of-the-provider"] { #expect(!answer.text.contains(secret), "\(route.pattern)") }
        }
    }

    @Test("of somebody else's things is unknown to a member, and they stay as they are")
    func others() async throws {
        let whole = try await WholeSite()
        let hostile = try await HostileContent.fill(whole, with: "hers")
        let bob = try await whole.signedIn("bob")
        let csrf = try await WholeSite.token(of: bob)
        let before = try await whole.content().filter { $0.key != "audit_log" }
        for (path, fields) in hostile.deedsOfOthers {
            var body = "csrf_token=\(PercentEncoding.encode(csrf))&old_password=\(PercentEncoding.encode(WholeSite.password))"
            for (name, value) in fields { body += "&\(name)=\(PercentEncoding.encode(value))" }
            let answer = try await bob.send(.post, path, headers: Self.form, body: Array(body.utf8))
            #expect(answer.status.code < 500, "\(path) \(fields): \(answer.status)")
        }
        #expect(try await whole.content().filter { $0.key != "audit_log" } == before)
    }
    @Test("takes no heed of fields that would make a member more than that")
    func more() async throws {
        let whole = try await WholeSite()
        let bob = try await whole.signedIn("bob")
        var csrf = try await WholeSite.token(of: bob)
        let sensitive = "SELECT id, is_active, email, email_confirmed_at FROM users ORDER BY id"
        let before = try await whole.site.engine.read { try $0.query(sensitive) }
        let names = [
            "is_admin", "admin", "role", "roles", "roles[]", "user[role]", "is_active", "active", "id", "user_id", "user",
            "owner",
            "email_confirmed_at", "confirmed", "is_confirmed", "scopes", "is_primary", "password_hash", "inviter", "is_self",
        ]
        let values = ["admin", "1"]
        for route in whole.changing {
            for value in values {
                let token = try Self.field("X-CSRF-Token", csrf)
                let form = names.map { "\($0)=\(value)" }.joined(separator: "&") + "&first_name=Bob&last_name=B"
                let json = "{" + names.map { "\"\($0)\":\"\(value)\"" }.joined(separator: ",") + "}"
                for (headers, body) in [(Self.form, form), (Self.json, json)] {
                    let answer = try await bob.send(
                        route.method, WholeSite.path(route), headers: headers + [token], body: Array(body.utf8))
                    #expect(answer.status.code < 500, "\(route.pattern)")
                    // Signing out is one of them.
                    if route.name == "user.sign-out" {
                        _ = try await bob.signIn("bob", WholeSite.password)
                        csrf = try await WholeSite.token(of: bob)
                        break
                    }
                }
            }
        }
        #expect(try await whole.site.engine.read { try $0.query(sensitive) } == before)
        #expect(try await whole.site.text("SELECT username FROM users WHERE id = 1") == "ada")
        #expect(try await whole.site.directory.roles(of: "bob").isEmpty)
        #expect(try await whole.signedIn("bob").get("/admin").status == .forbidden)
    }
}

extension HTTPFields {
    fileprivate static func + (fields: HTTPFields, more: [HTTPField]) -> HTTPFields {
        var fields = fields
        for field in more { fields.append(field) }
        return fields
    }
}
