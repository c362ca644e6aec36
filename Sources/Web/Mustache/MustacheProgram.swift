/// A template with everything that it includes and inherits, as one list of instructions.
struct MustacheProgram: Sendable {
    enum Instruction: Sendable {
        case text([UInt8])
        case value(MustacheName, isEscaped: Bool)
        /// What follows, up to `end`, is for what the name holds.
        case section(MustacheName, end: Int)
        /// What follows, up to `end`, is for where the name holds nothing.
        case inverted(MustacheName, end: Int)
        /// A template whose name is known only now, or that includes itself.
        case call(MustacheCall)
    }

    var instructions: [Instruction] = []
}
