import Synchronization

/// A template that can't be made part of the one that includes it: its name is a value, or it includes itself. It is compiled when
/// a page needs it, and kept.
final class MustacheCall: Sendable, Hashable {
    let reference: MustacheReference
    private let blocks: [String: [MustacheNode]]
    private let indent: [UInt8]
    private let language: Language
    private let programs = Mutex<[String: MustacheProgram]>([:])

    init(_ reference: MustacheReference, blocks: [String: [MustacheNode]], indent: [UInt8], _ language: Language) {
        self.reference = reference
        self.language = language
        self.blocks = blocks
        self.indent = indent
    }

    /// The program of the template of that name; `nil` where there is none.
    func program(_ name: String, from templates: MustacheTemplates) -> MustacheProgram? {
        programs.withLock { programs in
            if let program = programs[name] { return program }
            var compiler = MustacheCompiler(templates, language)
            guard compiler.append(name, blocks: blocks, indent: indent) else { return nil }
            programs[name] = compiler.program
            return compiler.program
        }
    }

    static func == (one: MustacheCall, other: MustacheCall) -> Bool { one === other }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
