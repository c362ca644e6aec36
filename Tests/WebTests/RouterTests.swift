import HTTP
import HTTPTypes
import Testing

@testable import Web

@Suite("Router")
struct RouterTests {
    private func site() throws -> TestSite {
        let open = Guard(name: "has a key") { context in
            guard let key = context.query["key"] else { throw Refusal(Redirect("/sign-in")) }
            return key
        }
        return try TestSite { site in
            site.get("/") { _ in "home" }
            site.get("/posts/new") { _ in "new" }
            site.get("/posts/:id") { context in "post \(try context.parameters.get("id", as: Int.self))" }
            site.post("/posts/:id", options: .stateless) { context in "posted \(try context.parameters["id"])" }
            site.get("/posts/:id/comments/:comment") { context in
                "\(try context.parameters["id"]) \(try context.parameters["comment"])"
            }
            site.get("/files/*path") { context in try context.parameters["path"] }
            site.get("/files/here") { _ in "literal" }
            site.get("/members", requiring: open) { _, key in "members \(key)" }
            site.get("/wrong") { context in try context.parameters["nothing"] }
            site.get("/mixed") { context in
                if context.query["page"] != nil { return Redirect("/") }
                return HTTPResponse.Status.noContent
            }
            site.group("/admin/") { admin in
                admin.get("/") { _ in "admin" }
                admin.group("/users") { users in users.get("/:id") { context in "user \(try context.parameters["id"])" } }
            }
        }
    }

    @Test(
        "a path leads to its route",
        arguments: [
            ("/", "home"), ("/posts/new", "new"), ("/posts/7", "post 7"), ("/posts/7/comments/x", "7 x"),
            ("/posts/7/comments/a%20b%2541", "7 a b%41"), ("/files/a/b.txt", "a/b.txt"), ("/files/here", "literal"),
            ("/files/here/too", "here/too"), ("/files/%C3%BC", "ü"), ("/%70osts/new", "new"), ("/members?key=k", "members k"),
            ("/admin", "admin"), ("/admin/users/3", "user 3"),
        ])
    func leads(target: String, text: String) async throws {
        let response = await (try site()).send(.get, target)
        #expect(response.status == .ok)
        #expect(response.text == text)
    }

    @Test(
        "what no route matches is refused with the right status",
        arguments: [
            ("GET", "/nowhere", 404), ("GET", "/posts", 404), ("GET", "/posts/seven", 404), ("GET", "/files", 404),
            ("GET", "//", 404), ("GET", "//members?key=k", 404), ("GET", "/members//?key=k", 404),
            ("GET", "/./members?key=k", 404),
            ("GET", "/x/../members?key=k", 404), ("GET", "/%2e/members?key=k", 404), ("GET", "/x/%2E%2e/members?key=k", 404),
            ("GET", "/%2Fmembers?key=k", 404), ("GET", "/Members?key=k", 404), ("GET", "/MEMBERS?key=k", 404),
            ("GET", "/members%00?key=k", 400), ("GET", "/members%?key=k", 400), ("GET", "/members%0a?key=k", 400),
            ("GET", "/%ff", 400), ("GET", "/members;x?key=k", 404), ("GET", "/files/a//b", 404), ("GET", "/files/a%2Fb", 404),
            ("GET", "/?a=%ff", 400), ("GET", "/?a=%00", 400), ("GET", "/?a=%01", 400), ("GET", "members", 404), ("GET", "", 404),
            ("POST", "/members", 405), ("DELETE", "/", 405), ("TRACE", "/", 405), ("CONNECT", "/", 405), ("BREW", "/", 405),
            ("GET", "/wrong", 500),
        ])
    func refused(method: String, target: String, status: Int) async throws {
        let method = try #require(HTTPRequest.Method(rawValue: method))
        let response = await (try site()).send(method, target)
        #expect(response.status.code == status)
        #expect(!response.text.contains("members k"))
    }

    @Test("a guarded page stays closed for every method and every header that claims another address")
    func closed() async throws {
        let site = try site()
        for method: HTTPRequest.Method in [.get, .head] {
            let response = await site.send(method, "/members", [("X-Original-URL", "/"), ("X-Rewrite-URL", "/members?key=k")])
            #expect(response.status == .seeOther)
            #expect(response["Location"] == "/sign-in")
        }
        #expect(await site.send(.get, "/", [("X-Original-URL", "/members?key=k")]).text == "home")
    }

    @Test("405 and OPTIONS say what is allowed")
    func allow() async throws {
        let site = try site()
        #expect(await site.send(.put, "/posts/7")["Allow"] == "GET, HEAD, OPTIONS, POST")
        #expect(await site.send(.put, "/members")["Allow"] == "GET, HEAD, OPTIONS")
        let options = await site.send(.options, "/posts/7")
        #expect(options.status == .noContent)
        #expect(options["Allow"] == "GET, HEAD, OPTIONS, POST")
        #expect(await site.send(.options, "*")["Allow"] == "GET, HEAD, OPTIONS, POST")
        #expect(await site.send(.options, "/nowhere").status == .notFound)
    }

    @Test("where the literal has no route for the method, the parameter is tried")
    func fallback() async throws {
        let site = try site()
        #expect(await site.send(.post, "/posts/new").text == "posted new")
    }

    @Test("HEAD is answered as GET is")
    func head() async throws {
        let site = try site()
        let get = await site.send(.get, "/posts/7")
        let head = await site.send(.head, "/posts/7")
        #expect(head.status == get.status)
        #expect(head["Content-Type"] == get["Content-Type"])
    }

    @Test("a slash too many redirects to the page, with its query, and only to read it")
    func trailingSlash() async throws {
        let site = try site()
        let response = await site.send(.get, "/posts/new/?a=b")
        #expect(response.status == .permanentRedirect)
        #expect(response["Location"] == "/posts/new?a=b")
        #expect(await site.send(.get, "/nowhere/").status == .notFound)
        #expect(await site.send(.post, "/posts/new/").status == .notFound)
        #expect(await site.send(.get, "//evil.example/").status == .notFound)
    }

    @Test("a handler may return answers of several kinds")
    func mixed() async throws {
        let site = try site()
        #expect(await site.send(.get, "/mixed?page=1").status == .seeOther)
        #expect(await site.send(.get, "/mixed").status == .noContent)
    }

    @Test(
        "conflicts and wrong patterns stop the site at the start and are named, with their places",
        arguments: [
            (["/a", "/a"], "GET /a is routed twice, at WebTests/Here.swift:1 and WebTests/Here.swift:2"),
            (
                ["/posts/:id", "/posts/:slug"],
                "GET /posts/:id and GET /posts/:slug match the same requests, at WebTests/Here.swift:1 and WebTests/Here.swift:2"
            ),
            (
                ["/f/*a", "/f/*b"],
                "GET /f/*a and GET /f/*b match the same requests, at WebTests/Here.swift:1 and WebTests/Here.swift:2"
            ),
            (["a"], "WebTests/Here.swift:1: the route a does not begin with /"),
            (["/a//b"], "WebTests/Here.swift:1: the route /a//b has an empty or dotted segment"),
            (["/a/"], "WebTests/Here.swift:1: the route /a/ has an empty or dotted segment"),
            (["/:"], "WebTests/Here.swift:1: the route /: has a parameter without name"),
            (["/*a/b"], "WebTests/Here.swift:1: the route /*a/b goes on after *"),
            (["/:a/:a"], "WebTests/Here.swift:1: the route /:a/:a names a twice"),
        ])
    func conflicts(patterns: [String], message: String) throws {
        let error = #expect(throws: RouteError.self) {
            try TestSite { site in
                for (line, pattern) in zip(UInt(1)..., patterns) {
                    site.get(pattern, file: "WebTests/Here.swift", line: line) { _ in "" }
                }
            }
        }
        #expect(error?.description == message)
    }

    @Test("routes tell their method, pattern, name and guard")
    func listed() {
        var site = Site()
        site.group("/user") { user in
            user.post("/sign-out", name: "sign out", requiring: Guard(name: "signed in") { _ in 1 }) { _, _ in "" }
        }
        let route = site.router.routes[0]
        #expect(route.method == .post)
        #expect(route.pattern == "/user/sign-out")
        #expect(route.name == "sign out")
        #expect(route.guardName == "signed in")
    }

    @Test("a thousand routes are each found")
    func many() async throws {
        let site = try TestSite { site in
            for number in 0..<1000 {
                site.get("/a\(number % 10)/b\(number)/:x") { context in "\(number) \(try context.parameters["x"])" }
            }
        }
        for number in stride(from: 0, to: 1000, by: 37) {
            #expect(await site.send(.get, "/a\(number % 10)/b\(number)/y").text == "\(number) y")
        }
    }
}
