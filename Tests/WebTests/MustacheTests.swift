import Testing

@testable import Web

/// The rules of https://github.com/mustache/spec, version 1.4: the core, dynamic names and inheritance. What is left out: lambdas,
/// and the new indentation of inherited blocks.
@Suite("Mustache")
struct MustacheTests {
    @Test("values", arguments: MustacheRules.values)
    func values(_ rule: MustacheRule) throws { try check(rule) }

    @Test("sections", arguments: MustacheRules.sections)
    func sections(_ rule: MustacheRule) throws { try check(rule) }

    @Test("inverted sections", arguments: MustacheRules.inverted)
    func inverted(_ rule: MustacheRule) throws { try check(rule) }

    @Test("comments and delimiters", arguments: MustacheRules.comments)
    func comments(_ rule: MustacheRule) throws { try check(rule) }

    @Test("partials", arguments: MustacheRules.partials)
    func partials(_ rule: MustacheRule) throws { try check(rule) }

    @Test("inheritance", arguments: MustacheRules.inheritance)
    func inheritance(_ rule: MustacheRule) throws { try check(rule) }

    @Test("templates that include each other without end are refused, not followed")
    func endless() throws {
        #expect(throws: TemplateError.self) { try Self.render("{{>a}}", [:], ["a": "x{{>b}}", "b": "{{>a}}"]) }
    }

    @Test("many templates that include many others stay small programs, and are rendered whole")
    func many() throws {
        var partials = ["t0": "x"]
        for level in 1...14 {
            partials["t\(level)"] = level < 12 ? "{{>t\(level - 1)}}{{>t\(level - 1)}}{{^a}}{{/a}}" : "{{>t\(level - 1)}}"
        }
        #expect(try Self.render("{{>t14}}", [:], partials).utf8.count == 1 << 11)
    }

    private func check(_ rule: MustacheRule) throws {
        #expect(try Self.render(rule.template, rule.data, rule.partials) == rule.expected)
    }

    private static func render(
        _ template: String, _ data: [String: any Sendable], _ partials: [String: String]
    ) throws -> String {
        let sources = partials.merging(["main": template]) { first, _ in first }
        let templates = MustacheTemplates(sources)
        for name in sources.keys { _ = try templates.nodes(name) }
        var compiler = MustacheCompiler(templates)
        _ = compiler.append("main")
        var renderer = MustacheRenderer(templates, MustacheDictionary(values: data))
        do throws(MustacheRenderer.TooDeep) {
            try renderer.run(compiler.program)
        } catch {
            throw TemplateError(file: "main", message: "too deep")
        }
        return String(decoding: renderer.output, as: UTF8.self)
    }
}
