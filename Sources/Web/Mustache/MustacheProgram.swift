/// A template with everything that it includes and inherits, and the texts of one language, as one list of instructions.
struct MustacheProgram: Sendable, Hashable {
    enum Instruction: Sendable, Hashable {
        case text([UInt8])
        case value(MustacheName, isEscaped: Bool)
        /// What follows, up to `end`, is for what the name holds.
        case section(MustacheName, end: Int)
        /// What follows, up to `end`, is for where the name holds nothing.
        case inverted(MustacheName, end: Int)
        /// A number, its digits grouped as the language does.
        case number(MustacheName)
        /// One of the forms of a plural, by the number that the name holds.
        case plural(MustacheName, PluralForms<MustacheProgram>)
        /// A template whose name is known only now, or that includes itself.
        case call(MustacheCall)
    }

    var instructions: [Instruction] = []
}
