import Database
import Foundation
import HTTPTypes
import SatchelTesting
import Testing
import Web

@testable import Accounts

@Suite("Account routes for programs")
struct ProgramTests {
    private static let json: HTTPFields = [.accept: "application/json"]

    private func object(_ response: TestResponse) throws -> [String: JSONValue] {
        try JSONDecoder().decode([String: JSONValue].self, from: Data(response.body))
    }

    @Test("register, sign in, read, change and sign out by JSON alone")
    func walk() async throws {
        let site = try await TestSite()
        let program = site.visitor()
        let registered = try await program.post(
            "/user/register", jsonText: #"{"username":"ada","password":"correct horse"}"#, headers: Self.json)
        #expect(registered.status == .ok)
        let csrf = try #require(try object(registered)["csrf_token"])
        guard case .string(let token) = csrf else {
            Issue.record("no text")
            return
        }
        let profile = try await program.get("/user/edit_user_profile", headers: Self.json)
        #expect(profile.headers[.contentType] == "application/json; charset=utf-8")
        #expect(profile.headers[.vary]?.contains("Accept") == true)
        #expect(try object(profile)["account_name"] == "ada")

        let body = #"{"first_name":"Ada","last_name":"L"}"#
        let refused = try await program.post("/user/edit_user_profile", jsonText: body, headers: Self.json)
        #expect(refused.status == .forbidden, "a cookie came along: a token has to")
        var headers = Self.json
        headers[try #require(HTTPField.Name("X-CSRF-Token"))] = token
        let saved = try await program.post("/user/edit_user_profile", jsonText: body, headers: headers)
        #expect(saved.status == .ok)
        #expect(try object(saved)["location"] == "/user/edit_user_profile")
        #expect(try await site.text("SELECT first_name FROM users") == "Ada")
        #expect(try await program.post("/user/sign-out", jsonText: "{}", headers: headers).status == .ok)
        let out = try await program.get("/user/sessions", headers: Self.json)
        #expect(out.status == .unauthorized && out.headers[.wwwAuthenticate] == "Bearer")
    }

    @Test("what is wrong is problem details, with the field")
    func problems() async throws {
        let site = try await TestSite()
        _ = try await site.member()
        let answer = try await site.visitor().post(
            "/user/register", jsonText: #"{"username":"ada","password":"x"}"#, headers: Self.json)
        #expect(answer.status == .unprocessableContent)
        #expect(answer.headers[.contentType] == "application/problem+json")
        let problem = try object(answer)
        #expect(problem["status"] == 422)
        guard case .array(let errors) = problem["errors"] else {
            Issue.record("no errors")
            return
        }
        #expect(errors.count == 2)
        #expect(errors.contains(["field": "username", "detail": "This user name is taken. Choose another one."]))
        #expect(problem["request_id"] != nil)
    }

    @Test(
        "what is no form is refused",
        arguments: [
            ("[]", 400), ("", 400), ("{\"username\":{}}", 400), ("{\"username\":[[1]]}", 400),
            ("{\"username\":\"a\\u0000\"}", 400),
            ("{\"username\":\"a\"", 400), ("{\"username\":1,\"password\":true}", 422), ("{}", 422), ("null", 400),
        ])
    func misfits(body: String, status: Int) async throws {
        let site = try await TestSite()
        let answer = try await site.visitor().post("/user/sign-in", jsonText: body, headers: Self.json)
        #expect(answer.status.code == status, "\(body)")
        #expect(answer.headers[.contentType] == "application/problem+json")
    }

    @Test("a browser has pages still, whatever a program gets")
    func browsers() async throws {
        let site = try await TestSite()
        let browser: HTTPFields = [.accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"]
        #expect(
            try await site.visitor().get("/user/sign-in", headers: browser).headers[.contentType]?.hasPrefix("text/html") == true)
        #expect(try await site.visitor().get("/members", headers: browser, redirects: .stop).status == .seeOther)
        #expect(try await site.visitor().get("/members", headers: Self.json, redirects: .stop).status == .unauthorized)
    }

    @Test("the document has every account route, and each has a schema for what it takes")
    func document() async throws {
        let site = try await TestSite {
            $0.enableEmail = true
            $0.enableMultipleEmails = true
            $0.enableInviteUser = true
        } pages: { site, accounts in
            site.get("/api/notes/:id", requiring: accounts.accepting(token: "account:read")) { _, _ in JSON([1]) }
            site.describe(.get, "/api/notes/:id", Operation("A note", path: ["id": ["type": "integer"]]))
            site.get("/openapi.json", options: .stateless) { $0.apiDocument }
        }
        let document = try object(try await site.visitor().get("/openapi.json"))
        guard case .object(let paths) = document["paths"] else {
            Issue.record("no paths")
            return
        }
        let router = try await router(site)
        for route in router.routes {
            let path = route.pattern.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : $0 }
            guard case .object(let methods) = paths["/" + path.joined(separator: "/")] else {
                Issue.record("\(route.pattern) is missing")
                continue
            }
            #expect(methods[route.method.rawValue.lowercased()] != nil, "\(route.method) \(route.pattern)")
        }
        #expect("\(paths["/api/notes/{id}"] ?? .null)".contains("account:read"))
        #expect(paths["/members"] == nil)
    }

    @Test("each route of the accounts tells the line that makes it")
    func places() async throws {
        let routes = try await router(WholeSite().site).routes
        #expect(routes.count > 20)
        #expect(routes.filter { !$0.place.hasPrefix("Accounts/") }.map(\.pattern) == [])
    }

    private func router(_ site: TestSite) async throws -> Router {
        var router = Router()
        AccountRoutes(site.accounts).install(into: &router)
        return router
    }
}
