import FoundationEssentials
import HTTP
import HTTPTypes
import Testing

@testable import Web

@Suite("Templates")
struct TemplateTests {
    private struct Person: Sendable {
        var name: String
        var nickname: String?
    }

    @Test("a page is rendered in its layout, with the site's variables and its own, which win")
    func layout() async throws {
        let templates = [
            "layout": "<title>{{$title}}Site{{/title}}</title>{{$content}}{{/content}}{{>parts/footer}}",
            "parts/footer": "<p>{{app_name}} {{year}} {{greeting}}</p>",
            "home":
                "{{<layout}}{{$title}}Home{{/title}}{{$content}}<b>{{person.name}}{{person.nickname}}{{greeting}}</b>{{/content}}{{/layout}}",
        ]
        let site = try TestSite(templates: templates) { site in
            site.pageVariables = [{ _ in ["greeting": "first", "other": 1] }, { _ in ["greeting": "second"] }]
            site.get("/site") { _ in Page("home", ["person": Person(name: "Ada", nickname: nil)]) }
            site.get("/own") { _ in Page("home", ["greeting": "own"], status: .unprocessableContent) }
        }
        let response = await site.send(.get, "/site")
        #expect(response.text == "<title>Home</title><b>Adasecond</b><p>Test &amp; Co 2027 second</p>")
        #expect(response["Content-Type"] == "text/html; charset=utf-8")
        let own = await site.send(.get, "/own")
        #expect(own.text.contains("<b>own</b>"))
        #expect(own.status == .unprocessableContent)
    }

    @Test("text is escaped in content and in attributes, whatever stands beside the character")
    func escaping() async throws {
        let site = try TestSite(templates: ["page": "<p title=\"{{text}}\">{{text}}</p>{{>part}}", "part": "<i>{{text}}</i>"]) {
            site in
            site.get("/:text") { context in Page("page", ["text": try context.parameters["text"]]) }
        }
        let escaped = "&lt;script&gt;&quot;&#39;&amp;"
        #expect(await site.send(.get, "/%3Cscript%3E%22'&").text == "<p title=\"\(escaped)\">\(escaped)</p><i>\(escaped)</i>")
        // A quote and a combining mark are one Character, but still a quote to a browser.
        let marked = await site.send(.get, "/%22%CC%B8%3C%CC%B8x").text
        #expect(
            Array(marked.utf8)
                == Array(
                    "<p title=\"&quot;\u{338}&lt;\u{338}x\">&quot;\u{338}&lt;\u{338}x</p><i>&quot;\u{338}&lt;\u{338}x</i>".utf8))
    }

    @Test("a template of plain text says so, and is not escaped")
    func plainText() async throws {
        let templates = ["mail/hello.text": "{{%CONTENT_TYPE:TEXT}}\nDear {{name}}, see {{>mail/part}}", "mail/part": "{{name}}"]
        let site = try TestSite(templates: templates) { site in
            site.get("/") { context in try await context.render("mail/hello.text", ["name": "A & B"]) }
        }
        #expect(await site.send(.get, "/").text == "Dear A & B, see A &amp; B")
    }

    @Test("a section on a value sees its parts, parts of parts, and beyond it what stands further out")
    func values() async throws {
        struct Place: Sendable, CustomStringConvertible {
            var town: String
            var country: String?
            var description: String { "near \(town)" }
        }
        struct Visitor: Sendable {
            var name: String
            var place: Place?
            var friends: [Person]
        }
        let templates = [
            "page":
                "{{#visitor}}{{name}} {{place.town}} {{place}}{{place.country}} {{greeting}}{{#friends}} {{name}}{{/friends}}{{/visitor}}",
            "again":
                "{{#visitor}}{{name}}{{/visitor}}{{#visitor}}{{#place}}{{town}}{{/place}}{{^place}} nowhere{{/place}}{{/visitor}}",
        ]
        let friends = [Person(name: "Grace", nickname: nil), Person(name: "Alan", nickname: "Prof")]
        let site = try TestSite(templates: templates) { site in
            site.pageVariables = [{ _ in ["greeting": "welcome"] }]
            site.get("/page") { _ in
                Page("page", ["visitor": Visitor(name: "Ada", place: Place(town: "London", country: nil), friends: friends)])
            }
            site.get("/again") { _ in Page("again", ["visitor": Visitor?.some(Visitor(name: "Ada", place: nil, friends: []))]) }
        }
        #expect(await site.send(.get, "/page").text == "Ada London near London welcome Grace Alan")
        #expect(await site.send(.get, "/again").text == "Ada nowhere")
    }

    @Test("an absent optional is absent, not \"nil\" and not a section")
    func optional() async throws {
        let site = try TestSite(templates: ["page": "[{{user}}]{{#user}}yes{{/user}}{{^user}}no{{/user}}"]) { site in
            site.get("/:name") { context in
                let name = try context.parameters["name"]
                return Page("page", ["user": name == "none" ? String?.none : name])
            }
        }
        #expect(await site.send(.get, "/none").text == "[]no")
        #expect(await site.send(.get, "/ada").text == "[ada]yes")
    }

    @Test("a session starts only where the template asks for a token; texts wait for the page that shows them")
    func lazy() async throws {
        let templates = [
            "plain": "nothing", "hidden": "{{#no}}{{csrf_token}}{{flashes}}{{/no}}", "form": "{{csrf_token}}",
            "texts": "{{#flashes}}<p class=\"{{category}}\">{{text}}</p>{{/flashes}}{{#flashes}}2{{/flashes}}",
        ]
        let site = try TestSite(templates: templates) { site in
            for name in templates.keys { site.get("/\(name)") { _ in Page(name) } }
            site.get("/flash") { context in
                context.flash("<b>", .warning)
                return Redirect("/plain")
            }
        }
        let visitor = Visitor(site)
        for path in ["/plain", "/hidden", "/texts"] {
            let response = await visitor.get(path)
            #expect(response.headers[.setCookie] == nil)
            #expect(response["Cache-Control"] == "no-cache")
            #expect(response["Vary"] == "Cookie")
        }
        _ = await visitor.get("/flash")
        #expect(await visitor.get("/plain").text == "nothing")
        _ = await visitor.send(.head, "/texts")
        #expect(await visitor.get("/texts").text == "<p class=\"warning\">&lt;b&gt;</p>2")
        #expect(await visitor.get("/texts").text.isEmpty)
        let form = await visitor.get("/form")
        #expect(form.headers[.setCookie] != nil)
        #expect(form["Cache-Control"] == "no-store")
    }

    @Test(
        "a wrong template stops the site at the start, with file and line",
        arguments: [
            (["a": "one\n{{#x}}\n"], "a.mustache:2: a section is not closed: x"),
            (["a": "one\n{{#x}}{{/y}}"], "a.mustache:2: this end tag does not match"),
            (["a": "{{/x}}"], "a.mustache:1: this end tag does not match"),
            (["a": "\n\n{{x"], "a.mustache:3: the template ends inside a tag"),
            (["a": "one\ntwo {{>b}}"], "a.mustache:2: there is no template \"b\""),
            (["a": "{{! {{>b}} }}\n{{<c}}{{/c}}"], "a.mustache:2: there is no template \"c\""),
            (["a": "{{<b}}{{/b}}", "b": "{{<a}}{{/a}}"], "the template is its own parent"),
        ])
    func wrong(templates: [String: String], message: String) throws {
        let error = #expect(throws: TemplateError.self) { try TestSite(templates: templates) }
        #expect(error?.description.contains(message) == true, "\(error.map { "\($0)" } ?? "none")")
    }

    @Test("a template that pages will name and that is missing stops the site at the start")
    func required() throws {
        _ = try TestSite(templates: ["a": ""]) { $0.requiredTemplates = ["a"] }
        let error = #expect(throws: TemplateError.self) {
            try TestSite(templates: ["a": ""]) { $0.requiredTemplates = ["a", "b/c"] }
        }
        #expect(error?.description.hasSuffix("/Templates/b/c.mustache: the page's template is not there") == true)
    }

    @Test("in development an edited file shows at once, a broken one shows where, and neither stops the site")
    func edited() async throws {
        let site = try TestSite(.development, templates: ["page": "one", "error": "own page"]) { site in
            site.get("/") { _ in Page("page") }
            site.get("/late") { _ in Page("late") }
        }
        #expect(await site.send(.get, "/").text == "one")
        try site.write("Templates/page.mustache", "two, longer")
        #expect(await site.send(.get, "/").text == "two, longer")
        try site.write("Templates/page.mustache", "fine\n<b>{{#open}}\n")
        let broken = await site.send(.get, "/")
        #expect(broken.status == .internalServerError)
        #expect(broken.text.contains("page.mustache, line 2"))
        #expect(broken.text.contains("a section is not closed"))
        try site.write("Templates/page.mustache", "three")
        #expect(await site.send(.get, "/").text == "three")
        #expect(await site.send(.get, "/late").text.contains("late.mustache"))
        try site.write("Templates/late.mustache", "late")
        #expect(await site.send(.get, "/late").text == "late")
    }

    @Test("in production files are read once")
    func once() async throws {
        let site = try TestSite(templates: ["page": "one"]) { site in site.get("/") { _ in Page("page") } }
        try site.write("Templates/page.mustache", "two")
        #expect(await site.send(.get, "/").text == "one")
    }

    @Test("a file wins over a built-in template of its name")
    func builtIn() async throws {
        let site = try TestSite(templates: ["user/sign-in": "ours"]) { site in
            site.builtInTemplates = ["user/sign-in": "built in", "user/register": "built in {{>user/sign-in}}"]
            site.get("/a") { _ in Page("user/sign-in") }
            site.get("/b") { _ in Page("user/register") }
        }
        #expect(await site.send(.get, "/a").text == "ours")
        #expect(await site.send(.get, "/b").text == "built in ours")
    }

    @Test("references are found whatever the delimiters, with their lines")
    func references() throws {
        let source = "{{>a}}\n{{! no {{>x}}\n{{=<% %>=}}\n<%> b %>{{>c}}\n<%={{ }}=%>{{<d}}{{/d}}{{>*dynamic}}"
        let tags = try MustacheScanner.tags(in: Array(source.utf8))
        let found = TemplateReferences.find(in: tags).map { "\($0.name) \($0.line) \($0.isParent)" }
        #expect(found == ["a 1 false", "b 4 false", "d 5 true"])
    }
}
