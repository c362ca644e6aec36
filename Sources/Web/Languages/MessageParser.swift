/// From a text to its parts; see ``MessagePattern``.
struct MessageParser {
    private var rest: Substring

    typealias Failure = MessagePattern.Failure

    init(_ text: String) { rest = text[...] }

    /// The parts up to the end, or inside a plural up to the brace that closes the form.
    ///
    /// - Parameter name: the number that `#` stands for.
    mutating func parts(counting name: String?) throws(Failure) -> [MessagePattern.Part] {
        var parts: [MessagePattern.Part] = []
        var text = ""
        func flush() { if !text.isEmpty { parts.append(.text(text)) } }
        while let character = rest.first {
            if character == "}" {
                guard name != nil else { throw Failure(message: "a } closes nothing") }
                break
            }
            rest.removeFirst()
            switch character {
            case "{":
                flush()
                text = ""
                parts.append(try placeholder())
            case "#" where name != nil:
                flush()
                text = ""
                parts.append(.number(name ?? ""))
            default: text.append(character)
            }
        }
        flush()
        return parts
    }

    private mutating func placeholder() throws(Failure) -> MessagePattern.Part {
        let name = try word(until: [",", "}"])
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }) else {
            throw Failure(message: "\"{\(name)\" is no placeholder: letters, digits, _ and . make a name")
        }
        if take("}") { return .value(name) }
        _ = take(",")
        switch try word(until: [",", "}"]) {
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
            rest = rest.drop(while: \.isWhitespace)
            if take("}") { break }
            let selector = try word(until: ["{", "}"])
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

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    /// What stands before one of these, without blanks around it.
    private mutating func word(until ends: Set<Character>) throws(Failure) -> String {
        guard let end = rest.firstIndex(where: ends.contains) else { throw Failure(message: "a { is not closed") }
        defer { rest = rest[end...] }
        var word = rest[..<end].drop(while: \.isWhitespace)
        while word.last?.isWhitespace == true { word.removeLast() }
        return String(word)
    }
}
