import HTTP
import HTTPTypes
import Testing

@testable import Web

@Suite("Several hosts, and helpers of templates")
struct HostRoutesTests {
    private func site() throws -> TestSite {
        try TestSite(templates: ["page": "{{#shout}}{{name}} <b>{{/shout}}"]) { site in
            site.templateHelpers["shout"] = { $0.uppercased() }
            site.get("/") { _ in "common" }
            site.get("/posts/:id") { _ in "post" }
            site.get("/about") { _ in "about" }
            site.get("/page") { _ in Page("page", ["name": "a & b"]) }
            site.host("Admin.example.org") { admin in
                admin.get("/") { _ in "admin" }
                admin.get("/posts/:number") { _ in "admin's post" }
                admin.group("/users") { users in users.get("/:id") { _ in "user" } }
            }
            site.host("shop.example.org") { $0.post("/", options: .stateless) { _ in "bought" } }
        }
    }

    @Test(
        "a host has its own routes first, then those of every host; nobody else has them",
        arguments: [
            ("admin.example.org", "/", "admin"), ("ADMIN.example.org:8080", "/", "admin"), ("example.org", "/", "common"),
            ("admin.example.org", "/posts/1", "admin's post"), ("example.org", "/posts/1", "post"),
            ("admin.example.org", "/about", "about"), ("admin.example.org", "/users/7", "user"),
            ("shop.example.org", "/", "common"),
        ])
    func hosts(_ host: String, _ path: String, _ text: String) async throws {
        #expect(await (try site()).send(.get, path, [("Host", host)]).text == text)
    }

    @Test("a route of another host is not there")
    func elsewhere() async throws {
        let site = try site()
        #expect(await site.send(.get, "/users/7", [("Host", "example.org")]).status == .notFound)
        #expect(await site.send(.get, "/users/7").status == .notFound)
        #expect(await site.send(.post, "/", [("Host", "shop.example.org")]).text == "bought")
        #expect(await site.send(.post, "/", [("Host", "example.org")]).status == .methodNotAllowed)
    }

    @Test("two routes of one host that can't be told apart stop the start")
    func conflict() {
        #expect(throws: RouteError.self) {
            try TestSite { site in
                site.host("a.example.org") { $0.get("/:one") { _ in "1" } }
                site.host("a.example.org") { $0.get("/:two") { _ in "2" } }
            }
        }
    }

    @Test("a helper gets its section as it was rendered, escaped")
    func helper() async throws {
        #expect(await (try site()).send(.get, "/page").text == "A &AMP; B <B>")
    }
}
