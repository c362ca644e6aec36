import HTTPTypes
import SatchelTesting
import Testing

@testable import Satchel

private struct User: UserModel {
    var id = UserID()
    var username: String
    var firstName = "", lastName = ""
}

@Suite("The site of the README")
struct QuickstartTests {
    private static let password = "a fine long password"

    private func app() -> App {
        let root = projectRoot()
        var app = App(
            Settings(
                environment: [
                    "SATCHEL_TEMPLATES": root + "/Templates", "SATCHEL_PUBLIC": root + "/Public", "USER_PASSWORD_COST": "4",
                    "LOG_LEVEL": "critical",
                ], directory: "/nonexistent"))
        let users = app.accounts(User.self)
        app.get("/") { _ in Page("home") }
        app.get("/members", requiring: users.signedIn) { _, user in Page("members", ["user": user]) }
        return app
    }

    @Test("register, sign in, see the members page, sign out", arguments: TestSite.Transport.allCases)
    func walk(over transport: TestSite.Transport) async throws {
        try await TestSite.run(app(), over: transport) { site in
            let visitor = site.client()
            #expect(try await visitor.get("/").status == .ok)
            #expect(try await visitor.get("/members").target.hasPrefix("/user/sign-in"))

            let form = try await visitor.get("/user/register")
            #expect(try await visitor.submit(form, ["username": "ada", "password": Self.password]).status == .ok)
            let members = try await visitor.get("/members")
            #expect(members.status == .ok && members.text.contains("ada"))

            let left = try await visitor.submit(members, button: "Sign out")
            #expect(left.status == .ok)
            #expect(try await visitor.get("/members").target.hasPrefix("/user/sign-in"))
        }
    }

    @Test("probes answer without a session", arguments: TestSite.Transport.allCases)
    func probes(over transport: TestSite.Transport) async throws {
        try await TestSite.run(app(), over: transport) { site in
            for path in ["/healthz", "/readyz"] {
                let answer = try await site.client().get(path)
                #expect(answer.status == .ok && answer.headers[.setCookie] == nil)
            }
        }
    }

    @Test("a broken setting stops serve and not help")
    func brokenSettings() async throws {
        let app = App(Settings(environment: ["PORT": "x"], directory: "/nonexistent"))
        #expect(await app.run(["--help"]) == 0)
        #expect(await app.run(["secret"]) == 0)
        #expect(await app.run(["serve"]) == 1)
        #expect(await app.run(["fly"]) == 64)
    }

    @Test("the README shows the quickstart's source as it is")
    func readme() throws {
        let source = try projectFile("Sources/Quickstart/main.swift")
        let indented = source.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
        let readme = try projectFile("README.md")
        #expect(readme.contains("```swift\n\(source)```") || readme.contains(indented))
    }

    @Test("the README stays short enough to be read")
    func readmeLength() throws {
        #expect(try projectFile("README.md").split(separator: "\n", omittingEmptySubsequences: false).count <= 121)
    }
}
