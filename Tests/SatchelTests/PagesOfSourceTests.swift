import Foundation
import SatchelTesting
import Testing

@testable import Satchel
@testable import Web

@Suite("Pages that the site's source names")
struct PagesOfSourceTests {
    /// A site's folder whose source has these lines.
    private func folder(_ source: String, at path: String = "Sources/SatchelTests") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["Templates", "Public", path] {
            try FileManager.default.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        }
        try folder.write("here", to: "Templates/there.mustache")
        try folder.write(source, to: path + "/Pages.swift")
        return folder
    }

    private func start(_ folder: TemporaryFolder, mode: String = "development") async throws {
        let settings = Settings(
            environment: [
                "SATCHEL_ENV": mode, "SECRET_KEY": String(repeating: "k", count: 40), "LOG_LEVEL": "critical",
                "BASE_URL": "http://localhost",
            ], directory: folder.path)
        var app = App(settings)
        app.get("/") { _ in Page("there") }
        try await TestSite.run(app) { _ in }
    }

    @Test("one whose template is missing stops the start, with the source's file and line")
    func missing() async throws {
        let folder = try folder("// Page(\"left-out\")\nlet a = Page(\"there\")\nlet b = Page(\"nowhere\", [:])\n")
        let error = await #expect(throws: TemplateError.self) { try await start(folder) }
        #expect(error?.description.hasPrefix("Sources/SatchelTests/Pages.swift:3: there is no template \"nowhere\"") == true)
        #expect(error?.source == nil && error?.message.contains("/Templates/nowhere.mustache") == true)
    }

    @Test("where all are there it starts; in production nobody looks at source")
    func fine() async throws {
        try await start(folder("let a = Page(\"there\")\n"))
        try await start(folder("let a = Page(\"nowhere\")\n"), mode: "production")
    }

    @Test("source without a folder for its module is read as well; that of another module is not")
    func places() async throws {
        let flat = try folder("let a = Page(\"nowhere\")\n", at: "Sources")
        await #expect(throws: TemplateError.self) { try await start(flat) }
        try await start(folder("let a = Page(\"nowhere\")\n", at: "Sources/Another"))
    }

    @Test(
        "a name is a whole literal, and code",
        arguments: [
            ("Page(\"a\")", ["a"]), ("x = Page(\"a\", [:]); y = Page(\"b/c\")", ["a", "b/c"]), ("adminPage(\"a\")", []),
            ("Page(\"a\\(b)\")", []), ("Page(name)", []), ("/// Page(\"a\")", []), ("f(Page(\"a\")) // Page(\"b\")", ["a"]),
            ("Page(\"\")", []), ("/* Page(\"a\") */ Page(\"b\")", ["b"]), ("\"https://x\" + Page( \"a\" )", ["a"]),
            ("\"Page(\\\"a\\\")\"", []), ("Page(\"a\", [\"b\": Page(\"c\")])", ["a", "c"]), ("Page(a), Page(\"b\")", ["b"]),
        ])
    func names(_ line: String, _ names: [String]) {
        #expect(PagesOfSource.pages(in: line, file: "a.swift").map(\.template) == names)
    }

    @Test(
        "the variables of a page are known where they are a literal",
        arguments: [
            (#"Page("a")"#, []), (#"Page("a", status: .notFound)"#, []), (#"Page("a", [:])"#, []),
            (#"Page("a", ["b": 1, "c": f(x, ["d": 2])], status: .ok)"#, ["b", "c"]),
            (
                "Page(\n  \"a\",\n  [ // of \"x\"\n    \"b\": \"\\(y ? \",\" : \"]\")\",\n    \"c\": { (z: Int) in [z] },\n  ])",
                ["b", "c"]
            ),
            (##"Page("a", ["b": #"]"\"#, "c": 2])"##, ["b", "c"]),
            (#"Page("a", variables)"#, nil), (#"Page("a", [key: 1])"#, nil), (#"Page("a", ["\(b)": 1])"#, nil),
            (#"Page("a", ["b": 1].merging(more) { $1 })"#, nil), (#"Page("a", ["b": 1] + more)"#, nil),
            ("var page = Page(\"a\"); page.variables[\"b\"] = 1", nil),
        ] as [(String, Set<String>?)])
    func variables(_ source: String, _ names: Set<String>?) {
        #expect(PagesOfSource.pages(in: source, file: "a.swift").map(\.variables) == [names])
    }

    @Test(
        "a name that no page of the template gives stops the start, with file, line and the page's place",
        arguments: [
            (
                "a\n{{titel}}",
                "page.mustache:2: \"titel\" is not there: name, names are (the page of Sources/SatchelTests/Pages.swift:1)"
            ),
            ("{{#nmes}}{{/nmes}}", "\"nmes\" is not there"), ("{{^nmes}}{{/nmes}}", "\"nmes\" is not there"),
            ("{{<there}}{{$b}}{{nme}}{{/b}}{{/there}}", "page.mustache:1: \"nme\" is not there"),
            ("{{>*nme}}", "\"nme\" is not there"),
            ("{{>slip}}", "slip.mustache:1: \"nme\" is not there"),
            ("{{>part}}", nil), ("{{<layout}}{{$content}}{{name}}{{/content}}{{/layout}}", nil),
            ("{{name}}{{#names}}{{of.it}}{{/names}}{{app_name}}{{^name}}{{names}}{{/name}}{{error}}", nil),
        ] as [(String, String?)])
    func wrongNames(_ template: String, _ message: String?) async throws {
        let folder = try folder(
            "let a = Page(\"page\", [\"name\": 1, \"names\": [2]])\nlet b = Page(\"page\", [\"error\": 1])\n"
                + "let c = Page(\"there\", [\"wide\": 1])\n"
        )
        try folder.write("{{$b}}{{/b}}", to: "Templates/there.mustache")
        try folder.write("{{wide}}", to: "Templates/part.mustache")
        try folder.write(
            "{{#current_user}}{{name}}{{/current_user}}{{$content}}{{/content}}{{wide}}", to: "Templates/layout.mustache")
        try folder.write("{{nme}}", to: "Templates/slip.mustache")
        try folder.write(template, to: "Templates/page.mustache")
        guard let message else { return try await start(folder) }
        let error = await #expect(throws: TemplateError.self) { try await start(folder) }
        #expect(error?.description.contains(message.replacing("name, names", with: "error, name, names")) == true)
    }

    @Test("a page whose variables are no literal is named at the start, once, unless it has an example")
    func unchecked() throws {
        let library = try TemplateLibrary(
            [
                TemplateSource(name: "page", file: "page", text: "{{a}}"),
                TemplateSource(name: "other", file: "other", text: "{{b}}"),
            ],
            Languages([], default: "en"))
        let pages = [
            NamedPage("page", variables: nil, file: "a.swift", line: 1),
            NamedPage("page", variables: nil, file: "a.swift", line: 2),
            NamedPage("other", variables: nil, file: "a.swift", line: 3),
        ]
        let examples = [PageExample(page: Page("other", ["b": 1]), place: "a.swift:4")]
        let check = SourceCheck(library, pages, examples, known: [])
        try check.check()
        #expect(check.unchecked == [pages[0]])
    }
}
