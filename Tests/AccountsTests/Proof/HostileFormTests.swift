import Foundation
import HTTP
import HTTPTypes
import TestSupport
import Testing
import Web

@testable import Accounts
@testable import SatchelTesting

/// Bodies, addresses and queries that no page sends, to every route of the accounts; the same ones for the same seed. For longer:
/// `FUZZ_ROUNDS=2000 swift test --filter HostileFormTests`.
@Suite("Hostile forms")
struct HostileFormTests {
    private static let rounds = ProcessInfo.processInfo.environment["FUZZ_ROUNDS"].flatMap { Int($0) } ?? 12

    /// What only a mistake of ours shows.
    private static let traces = [
        ".swift", "Fatal", "DatabaseError", "SQLITE", "SELECT ", "INSERT ", "libpq", "MariaDB", "near \"", "Optional(",
    ]

    @Test(
        "are answered by words, never by an error of the program's, and the form keeps what was typed",
        arguments: [false, true])
    func bodies(isSignedIn: Bool) async throws {
        var whole = try await WholeSite()
        var client = isSignedIn ? try await whole.signedIn() : whole.site.visitor()
        for (index, route) in whole.changing.enumerated() {
            var random = SeededRandom(seed: UInt64(index))
            let path = WholeSite.path(route)
            let (names, values) = try await vocabulary(of: path, for: client)
            for round in 0..<Self.rounds {
                let body = HostileBody.draw(names: names, values: values, using: &random)
                let asJSON = round % 5 == 4
                let answer = try await send(body, to: path, as: client, asJSON: asJSON)
                check(answer, "\(path), \(isSignedIn), round \(round)")
                if answer.status == .unprocessableContent, let typed = body.typed, !asJSON { kept(typed, in: answer, path) }
                guard isSignedIn, try await client.get("/admin").status != .ok else { continue }
                // What got through ended the session, or the account.
                client = whole.site.visitor()
                _ = try await client.signIn("ada", WholeSite.password)
                guard try await client.get("/admin").status != .ok else { continue }
                whole = try await WholeSite()
                client = try await whole.signedIn()
            }
        }
    }

    @Test("in addresses and queries are no page, or a page without them")
    func addresses() async throws {
        let whole = try await WholeSite()
        let ada = try await whole.signedIn()
        let parts = [
            "0", "-1", "9223372036854775807", "9223372036854775808", "99999999999999999999", "1e3", "%EF%BC%91", "%20", "%2e%2e",
            "1%0a",
            "1;2", "%00", "%ff", "%f0%9f%99%82", String(repeating: "x", count: 3000), "%252e",
        ]
        let queries = HostileBody.texts.prefix(45).map { PercentEncoding.encode($0) } + ["%ff", "%00", "%", "%7f", "&&=&"]
        for (index, route) in whole.routes.enumerated() {
            for part in parts where route.pattern.contains(":") {
                let path = route.pattern.split(separator: "/", omittingEmptySubsequences: false)
                    .map { $0.hasPrefix(":") ? part : String($0) }.joined(separator: "/")
                if route.method == .get { check(try await ada.get(path), path) }
                let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
                let body = Array("csrf_token=\(PercentEncoding.encode(try await token(of: ada)))&do=activate".utf8)
                check(try await ada.send(.post, path, headers: headers, body: body), path)
            }
            guard route.method == .get else { continue }
            // A third of them each: twelve names take one at once.
            for value in queries[(index % 3)...].enumerated().filter({ $0.offset % 3 == 0 }).map(\.element) {
                let names = [
                    "next", "search", "role", "state", "after", "before", "user", "action", "token", "email", "code", "error",
                ]
                let query = names.map { "\($0)=\(value)" }.joined(separator: "&")
                check(try await ada.get("\(WholeSite.path(route))?\(query)"), "\(route.pattern)?…=\(value)")
            }
        }
    }

    private func token(of client: TestClient) async throws -> String { try await WholeSite.token(of: client) }

    private func send(_ body: HostileBody, to path: String, as client: TestClient, asJSON: Bool) async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.contentType] = body.contentType
        if asJSON { headers[.accept] = "application/json" }
        // By the header, so that it gets past the check whatever the body is.
        headers[try #require(HTTPField.Name("X-CSRF-Token"))] = try await token(of: client)
        return try await client.send(.post, path, headers: headers, body: body.bytes)
    }

    private func check(_ answer: TestResponse, _ what: @autoclosure () -> String) {
        #expect(answer.status.code < 500, "\(what()): \(answer.status) \(answer.visibleText.prefix(300))")
        #expect(MarkupTests.trace(in: answer.text) == nil, "\(what())")
        for trace in Self.traces where answer.text.contains(trace) {
            #expect(
                HostileBody.texts.contains { $0.contains(trace) }, "\(what()) shows “\(trace)”: \(answer.visibleText.prefix(300))"
            )
        }
        if let location = answer.location {
            let leaves =
                location.hasPrefix("//") || location.contains("\\") || location.contains("evil.example/")
                || !location.hasPrefix("/")
            #expect(!leaves, "\(what()) leads to \(location)")
        }
        if !answer.body.isEmpty, answer.headers[.contentType] == nil { Issue.record("\(what()): no content type") }
    }

    /// What stands in the page's fields is what was sent first under their names.
    private func kept(_ typed: [(String, String)], in answer: TestResponse, _ path: String) {
        // A passkey's form comes back as the page of names and passwords.
        guard path != "/user/passkeys/sign-in" else { return }
        let fields = answer.forms.flatMap(\.fields).filter { ["text", "email", "number"].contains($0.type) }
        for field in fields where Self.keepsNothing[field.name] == nil {
            guard let sent = typed.first(where: { $0.0 == field.name }) else { continue }
            #expect(
                UsernameRules.trimmed(field.value) == UsernameRules.trimmed(sent.1),
                "\(path): \(field.name) was \(sent.1.debugDescription)")
        }
    }

    /// Fields that come back empty, and why.
    private static let keepsNothing = [
        "code": "it is used, or wrong", "fax_number": "nobody sees it", "role": "the page has another form beside it",
        "account_name": "it tells password managers whose form it is",
    ]

    /// The names and values that the forms of a page have, and what else may lead somewhere.
    private func vocabulary(of path: String, for client: TestClient) async throws -> (names: [String], values: [String]) {
        let forms = try await client.get(path).forms
        let fields = forms.flatMap(\.fields).filter { !$0.name.isEmpty && $0.name != "csrf_token" }
        let buttons = forms.flatMap(\.buttons)
        let names = Set(
            fields.map(\.name) + buttons.compactMap(\.name) + ["username", "password", "email", "do", "next", "id", "token", "é"])
        let values = Set(
            fields.map(\.value) + buttons.map(\.value) + [WholeSite.password, "ada", "bob", "ada@example.org", "1", "2"])
        return (names.sorted(), values.sorted())
    }
}
