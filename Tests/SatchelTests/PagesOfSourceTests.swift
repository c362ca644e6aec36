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
            ("Page(\"\")", []),
        ])
    func names(_ line: String, _ names: [String]) {
        #expect(PagesOfSource.pages(in: line, file: "a.swift").map(\.template) == names)
    }
}
