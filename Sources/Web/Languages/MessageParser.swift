/// From a text to its parts; see ``MessagePattern``.
struct MessageParser {
    // What means something is ASCII: bytes can be looked at, and no character is cut.
    private var rest: Substring

    typealias Failure = MessagePattern.Failure

    init(_ text: String) { rest = text[...] }

    /// The parts up to the end, or inside a plural up to the brace that closes the form.
    ///
    /// - Parameter name: the number that `#` stands for.
    mutating func parts(counting name: String?) throws(Failure) -> [MessagePattern.Part] {
        var parts: [MessagePattern.Part] = []
        while let byte = rest.utf8.first {
            if byte == UInt8(ascii: "{") {
                skip()
                parts.append(try placeholder())
            } else if byte == UInt8(ascii: "#"), let name {
                skip()
                parts.append(.number(name))
            } else if byte == UInt8(ascii: "}") {
                guard name != nil else { throw Failure(message: "a } closes nothing") }
                break
            } else {
                parts.append(.text(text(isForm: name != nil)))
            }
        }
        return parts
    }

    /// What stands before the next character that means something.
    private mutating func text(isForm: Bool) -> String {
        let end = rest.utf8.firstIndex {
            $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") || isForm && $0 == UInt8(ascii: "#")
        }
        defer { rest = rest[(end ?? rest.endIndex)...] }
        return String(rest[..<(end ?? rest.endIndex)])
    }

    private mutating func placeholder() throws(Failure) -> MessagePattern.Part {
        let name = try word(until: ",}")
        guard Self.isName(name) else {
            throw Failure(message: "\"{\(name)\" is no placeholder: letters, digits, _ and . make a name")
        }
        if take("}") { return .value(name) }
        _ = take(",")
        switch try word(until: ",}") {
        case "number":
            guard take("}") else { throw Failure(message: "{\(name), number} takes nothing more") }
            return .number(name)
        case "plural":
            guard take(",") else { throw Failure(message: "{\(name), plural, …} has no forms") }
            return .plural(name, try forms(of: name))
        case let kind: throw Failure(message: "{\(name), \(kind)}: only number and plural are known")
        }
    }

    private mutating func forms(of name: String) throws(Failure) -> PluralForms<MessagePattern> {
        var forms = PluralForms(other: MessagePattern(parts: []))
        var hasOther = false
        while true {
            rest = Substring(rest.utf8.drop(while: Self.isBlank))
            if take("}") { break }
            let selector = try word(until: "{}")
            guard take("{") else { throw Failure(message: "{\(name), plural, …}: after \(selector) a form in braces is missing") }
            let form = MessagePattern(parts: try parts(counting: name))
            guard take("}") else { throw Failure(message: "{\(name), plural, …}: a form is not closed") }
            if selector == "other" {
                (forms.other, hasOther) = (form, true)
            } else if selector.hasPrefix("="), let number = Int(selector.dropFirst()) {
                forms.exact[number] = form
            } else if let category = PluralCategory(rawValue: selector) {
                forms.categories[category] = form
            } else {
                throw Failure(message: "\"\(selector)\" is no plural form: =N, zero, one, two, few, many or other")
            }
        }
        guard hasOther else { throw Failure(message: "{\(name), plural, …} has no form \"other\"") }
        return forms
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard rest.utf8.first == UInt8(ascii: sign) else { return false }
        skip()
        return true
    }

    /// Past one byte that is ASCII.
    private mutating func skip() { rest = Substring(rest.utf8.dropFirst()) }

    /// What stands before one of these, without blanks around it.
    private mutating func word(until ends: StaticString) throws(Failure) -> String {
        let isEnd = { (byte: UInt8) in ends.withUTF8Buffer { $0.contains(byte) } }
        guard let end = rest.utf8.firstIndex(where: isEnd) else { throw Failure(message: "a { is not closed") }
        defer { rest = rest[end...] }
        var word = rest[..<end].utf8.drop(while: Self.isBlank)
        while let last = word.last, Self.isBlank(last) { word.removeLast() }
        return String(Substring(word))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    /// Unicode's tables are asked for what is not ASCII alone: they are slow, and a start reads every text of every language.
    private static func isName(_ text: String) -> Bool {
        func isASCIIName(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "_.".utf8.contains(byte)
        }
        guard !text.isEmpty else { return false }
        return text.utf8.allSatisfy(isASCIIName)
            || text.utf8.contains { $0 >= 0x80 } && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    }
}
