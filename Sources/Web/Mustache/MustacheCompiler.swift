/// From the parts of templates to one program: what is included and inherited becomes part of it.
struct MustacheCompiler {
    private let templates: MustacheTemplates
    /// Whose texts are written out where a tag names one.
    let language: Language
    var program = MustacheProgram()
    /// The templates that are being written out.
    private var open: [String] = []
    /// What blocks hold, from the template that inherits first.
    private var blocks: [String: [MustacheNode]] = [:]
    /// The places behind sections' last instructions: text that begins there must not be joined with what is inside.
    private var targets: Set<Int> = []

    /// Beyond this a template is called and no longer written out: many that include many others would grow without bound.
    private static let longest = 20_000
    private static let deepest = 32

    init(_ templates: MustacheTemplates, _ language: Language = .inCode) {
        self.templates = templates
        self.language = language
    }

    /// Writes a template out.
    ///
    /// - Returns: whether there is one of that name that can be read; the library has looked at all of them at the start.
    mutating func append(_ name: String, blocks more: [String: [MustacheNode]] = [:], indent: [UInt8] = []) -> Bool {
        guard let nodes = (try? templates.nodes(name, indent: indent)) ?? nil else { return false }
        let before = blocks
        // The outermost wins: who inherits knows best.
        blocks.merge(more) { outer, _ in outer }
        open.append(name)
        append(nodes)
        open.removeLast()
        blocks = before
        return true
    }

    private mutating func append(_ nodes: [MustacheNode]) {
        for node in nodes { append(node) }
    }

    private mutating func append(_ node: MustacheNode) {
        switch node {
        case .text(let text): append(text)
        case .value(let name, let isEscaped) where name.textKey != nil: append(text: name, isEscaped: isEscaped)
        case .value(let name, let isEscaped): program.instructions.append(.value(name, isEscaped: isEscaped))
        case .section(let name, let content): append(content) { .section(name, end: $0) }
        case .inverted(let name, let content): append(content) { .inverted(name, end: $0) }
        case .block(let name, let content): append(block: name, or: content)
        case .template(let reference, let more, let indent): include(reference, more, indent)
        }
    }

    /// What inherits may name the block again inside what it puts there: that is the block's own content.
    private mutating func append(block name: String, or content: [MustacheNode]) {
        guard let more = blocks.removeValue(forKey: name) else { return append(content) }
        append(more)
        blocks[name] = more
    }

    mutating func append(_ text: [UInt8]) {
        guard case .text(let before)? = program.instructions.last, !targets.contains(program.instructions.count) else {
            program.instructions.append(.text(text))
            return
        }
        program.instructions[program.instructions.count - 1] = .text(before + text)
    }

    private mutating func append(
        _ content: [MustacheNode], as instruction: (_ end: Int) -> MustacheProgram.Instruction
    ) {
        let start = program.instructions.count
        program.instructions.append(instruction(start))
        append(content)
        program.instructions[start] = instruction(program.instructions.count)
        targets.insert(program.instructions.count)
    }

    private mutating func include(_ reference: MustacheReference, _ more: [String: [MustacheNode]], _ indent: [UInt8]) {
        if case .fixed(let name) = reference, !open.contains(name), open.count < Self.deepest,
            program.instructions.count < Self.longest
        {
            _ = append(name, blocks: more, indent: indent)
        } else {
            let all = blocks.merging(more) { outer, _ in outer }
            program.instructions.append(.call(MustacheCall(reference, blocks: all, indent: indent, language)))
        }
    }
}
