/// One run of a program: what a page's names hold goes where they stand.
struct MustacheRenderer {
    private let templates: MustacheTemplates
    private let language: Language
    private(set) var output: [UInt8] = []
    /// What names are looked for in, the outermost first.
    private var stack: [MustacheValue]
    private var depth = 0

    /// Templates that include each other without end: by then the page is wrong.
    private static let deepest = 256

    /// Templates include each other deeper than any page needs.
    struct TooDeep: Error {}

    init(_ templates: MustacheTemplates, _ scope: any MustacheObject, in language: Language = .inCode) {
        self.templates = templates
        self.language = language
        stack = [.object(scope)]
        stack.reserveCapacity(8)
        output.reserveCapacity(4096)
    }

    mutating func run(_ program: MustacheProgram) throws(TooDeep) {
        try run(program, 0..<program.instructions.count)
    }

    private mutating func run(_ program: MustacheProgram, _ range: Range<Int>) throws(TooDeep) {
        var index = range.lowerBound
        while index < range.upperBound {
            switch program.instructions[index] {
            case .text(let text): output += text
            case .value(let name, let isEscaped): write(value(of: name), isEscaped: isEscaped)
            case .section(let name, let end):
                try runSection(program, (index + 1)..<end, value(of: name))
                index = end - 1
            case .inverted(let name, let end):
                if value(of: name).isTrue { index = end - 1 }
            case .number(let name): write(number: value(of: name))
            case .plural(let name, let forms):
                try run(forms.form(of: Self.number(value(of: name)) ?? 0, language.plural))
            case .call(let call): try run(call)
            }
            index += 1
        }
    }

    private mutating func runSection(
        _ program: MustacheProgram, _ body: Range<Int>, _ value: MustacheValue
    ) throws(TooDeep) {
        switch value {
        case .nothing, .flag(false): return
        case .flag(true): try run(program, body)
        case .list(let elements):
            for element in elements { try run(program, body, on: MustacheValue(element)) }
        case .function(let function):
            let start = output.count
            try run(program, body)
            let text = function(String(decoding: output[start...], as: UTF8.self))
            output.removeSubrange(start...)
            output += text.utf8
        case .text, .object, .localized, .other: try run(program, body, on: value)
        }
    }

    private mutating func run(_ program: MustacheProgram, _ body: Range<Int>, on value: MustacheValue) throws(TooDeep) {
        stack.append(value)
        try run(program, body)
        stack.removeLast()
    }

    private mutating func run(_ call: MustacheCall) throws(TooDeep) {
        let name: String? =
            switch call.reference {
            case .fixed(let name): name
            case .dynamic(let name): value(of: name).shown(in: language)
            }
        guard let name, let program = call.program(name, from: templates) else { return }
        depth += 1
        guard depth <= Self.deepest else { throw TooDeep() }
        try run(program)
        depth -= 1
    }

    private mutating func write(_ value: MustacheValue, isEscaped: Bool) {
        guard let text = value.shown(in: language) else { return }
        if isEscaped { HTMLEscaping.append(text, to: &output) } else { output += text.utf8 }
    }

    private mutating func write(number value: MustacheValue) {
        guard let number = Self.number(value) else { return write(value, isEscaped: true) }
        output += language.grouped(number).utf8
    }

    private static func number(_ value: MustacheValue) -> Int? {
        switch value {
        case .text(let text): Int(text)
        case .other(let value): (value as? any BinaryInteger).flatMap { Int(exactly: $0) }
        case .list(let list): list.count
        default: nil
        }
    }

    // MARK: Names

    /// The first part of a name is looked for from the inside out, the others only in what that gave.
    private func value(of name: MustacheName) -> MustacheValue {
        guard let first = name.first else { return stack.last ?? .nothing }
        guard var value = name.isLocal ? stack.last.flatMap({ Self.part(first, of: $0) }) : find(first) else { return .nothing }
        for part in name.rest {
            guard let next = Self.part(part, of: value) else { return .nothing }
            value = next
        }
        return value
    }

    private func find(_ word: MustacheWord) -> MustacheValue? {
        for place in stack.indices.reversed() {
            if let found = Self.part(word, of: stack[place]) { return found }
        }
        return nil
    }

    private static func part(_ word: MustacheWord, of value: MustacheValue) -> MustacheValue? {
        guard case .object(let object) = value else { return nil }
        return object.part(word)
    }
}
