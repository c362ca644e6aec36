import Testing

@testable import Web

@Suite("Pages that are checked at the start")
struct PageExampleTests {
    private struct Note: Sendable {
        var id: Int?
        var text: String
        var author: Author?
    }

    private struct Author: Sendable { var name = "Ada" }

    private static let note = Note(id: 1, text: "Kestrel", author: Author())

    /// What is wrong with a template, given an example; `nil` where nothing is.
    private func problem(_ template: String, _ variables: [String: any Sendable]) throws -> TemplateError? {
        do {
            _ = try TestSite(
                .production,
                templates: [
                    "page": template, "row": "{{text}} {{author.name}}", "layout": "{{app_name}}{{$content}}{{none}}{{/content}}",
                ]
            ) { site in
                site.pageVariableNames = ["current_user"]
                site.example(Page("page", variables))
            }
            return nil
        } catch let error as TemplateError {
            return error
        }
    }

    @Test(
        "what is there may be named: variables, parts, what every page has, what the site gives",
        arguments: [
            "{{title}} {{#notes}}{{id}}{{text}}{{title}}{{author.name}}{{>row}}{{/notes}}{{^notes}}{{title}}{{/notes}}",
            "{{<layout}}{{$content}}{{title}}{{/content}}{{/layout}}",
            "{{#current_user}}{{anything}}{{/current_user}}{{csrf_token}}",
            "{{#words}}{{.}}{{/words}} {{#title}}{{.}}{{/title}} {{#nothing}}{{of.it}}{{/nothing}}",
            "{{#notes}}{{.text}}{{/notes}}",
        ])
    func right(_ template: String) throws {
        let nothing: Note? = nil
        let variables: [String: any Sendable] = ["title": "Notes", "notes": [Self.note], "words": ["a"], "nothing": nothing]
        #expect(try problem(template, variables) == nil)
    }

    @Test(
        "what is not there, or is of another kind, stops the start with file, line and the example's place",
        arguments: [
            ("a\n{{titel}}", 2, "\"titel\" is not there: notes, title are"),
            ("{{#notes}}\n{{txt}}{{/notes}}", 2, "\"txt\" is not there: author, id, notes, text, title are"),
            ("{{notes}}", 1, "\"notes\" is a list: a section shows it, {{#notes}}…{{/notes}}"),
            ("{{#notes}}{{author}}{{/notes}}", 1, "\"author\" is a Author: name a part of it"),
            ("{{#notes}}{{author.nam}}{{/notes}}", 1, "\"author.nam\" has no part nam: name are there"),
            (
                "{{<layout}}{{$content}}\n{{of_a_block}}{{/content}}{{/layout}}", 2,
                "\"of_a_block\" is not there: notes, title are"
            ),
            ("{{#notes}}{{.title}}{{/notes}}", 1, "\".title\" is not there: author, id, notes, text, title are"),
        ])
    func wrong(_ template: String, _ line: Int, _ message: String) throws {
        let error = try #require(try problem(template, ["title": "Notes", "notes": [Self.note]]))
        #expect(error.file.hasSuffix("page.mustache") && error.line == line)
        #expect(error.message.hasPrefix(message + " (the example of WebTests/PageExampleTests.swift:"))
    }

    @Test("a mistake in an included template is told where it stands")
    func included() throws {
        let error = try #require(try problem("{{>row}}", ["text": "a"]))
        #expect(error.file.hasSuffix("row.mustache") && error.message.hasPrefix("\"author.name\" is not there: text are"))
        let inherited = try #require(try problem("{{<layout}}{{/layout}}", [:]))
        #expect(inherited.file.hasSuffix("layout.mustache") && inherited.message.hasPrefix("\"none\" is not there"))
    }

    @Test("an example of a template that is missing says where it was given")
    func missing() throws {
        let error = #expect(throws: TemplateError.self) {
            try TestSite(.production) { $0.example(Page("nowhere")) }
        }
        #expect(
            error?.description.contains("nowhere.mustache: the page's template is not there (the example of WebTests/") == true)
    }
}
