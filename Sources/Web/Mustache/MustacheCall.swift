import Synchronization

/// A template that can't be made part of the one that includes it: its name is a value, or it includes itself. It is compiled when
/// a page needs it, and kept.
final class MustacheCall: Sendable {
    let reference: MustacheReference
    private let blocks: [String: [MustacheNode]]
    private let indent: [UInt8]
    private let programs = Mutex<[String: MustacheProgram]>([:])

    init(_ reference: MustacheReference, blocks: [String: [MustacheNode]], indent: [UInt8]) {
        self.reference = reference
        self.blocks = blocks
        self.indent = indent
    }

    /// The program of the template of that name; `nil` where there is none.
    func program(_ name: String, from templates: MustacheTemplates) -> MustacheProgram? {
        programs.withLock { programs in
            if let program = programs[name] { return program }
            var compiler = MustacheCompiler(templates)
            guard compiler.append(name, blocks: blocks, indent: indent) else { return nil }
            programs[name] = compiler.program
            return compiler.program
        }
    }
}
