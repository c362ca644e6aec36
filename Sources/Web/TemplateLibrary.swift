import Mustache

/// All templates of a site, compiled and found to fit together.
struct TemplateLibrary: Sendable {
    private let library: MustacheLibrary

    /// Compiles them. Throws ``TemplateError`` for the first that is wrong, includes what is not there, or is its own parent.
    init(_ sources: [TemplateSource]) throws(TemplateError) {
        _ = HTMLEscaping.register
        var compiled: [String: MustacheTemplate] = [:]
        for source in sources { compiled[source.name] = try Self.compile(source) }
        try Self.checkReferences(sources)
        library = MustacheLibrary(templates: compiled)
    }

    func contains(_ name: String) -> Bool { library.getTemplate(named: name) != nil }

    /// The rendered template; `nil` where there is none of that name.
    func render(_ scope: PageScope, _ name: String) -> String? { library.render(scope, withTemplate: name) }

    /// The first line, ours, stands alone and so leaves nothing behind; line numbers are one less.
    private static func compile(_ source: TemplateSource) throws(TemplateError) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: "{{%CONTENT_TYPE:\(HTMLEscaping.name)}}\n" + source.text)
        } catch let error as MustacheTemplate.ParserError {
            let line = max(1, error.context.lineNumber - 1)
            let text = error.context.line
            throw TemplateError(file: source.file, line: line, source: text, message: words(error.error))
        } catch {
            throw TemplateError(file: source.file, message: "\(error)")
        }
    }

    private static func checkReferences(_ sources: [TemplateSource]) throws(TemplateError) {
        let names = Set(sources.map(\.name))
        var parents: [String: String] = [:]
        for source in sources {
            for reference in TemplateReferences.find(in: source.text) {
                guard names.contains(reference.name) else {
                    throw TemplateError(
                        file: source.file, line: reference.line, source: source.line(reference.line),
                        message: "there is no template \"\(reference.name)\"")
                }
                if reference.isParent, parents[source.name] == nil { parents[source.name] = reference.name }
            }
        }
        for source in sources {
            var seen: Set<String> = [source.name]
            var name = source.name
            while let parent = parents[name] {
                guard seen.insert(parent).inserted else {
                    throw TemplateError(file: source.file, message: "the template is its own parent, by way of \"\(name)\"")
                }
                name = parent
            }
        }
    }

    private static func words(_ error: any Error) -> String {
        // The parser's only other error: the text was over.
        guard let error = error as? MustacheTemplate.Error else { return "the template ends inside a tag" }
        return switch error {
        case .sectionCloseNameIncorrect: "this end tag does not match the section that is open"
        case .unfinishedName: "a tag is not finished, or its name holds a character that names can't have"
        case .expectedSectionEnd: "a section is not closed"
        case .invalidSetDelimiter: "the delimiter tag is malformed"
        case .transformAppliedToInheritanceSection: "a block of an inherited template can't be transformed"
        case .illegalTokenInsideInheritSection: "inside {{<parent}} only blocks ({{$name}}…{{/name}}) may stand"
        case .textInsideInheritSection: "inside {{<parent}} only blocks may stand, not text"
        case .invalidConfigVariableSyntax, .unrecognisedConfigVariable: "the {{% …}} tag is not known"
        }
    }
}
