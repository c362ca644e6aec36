/// A language that the site speaks: every text that it knows, those of the default language where its own lack one.
public struct Language: Sendable {
    /// RFC 5646: `de`, `pt-BR`.
    public let tag: String
    let texts: [String: MessagePattern]
    let plural: PluralRule
    /// What stands between groups of three digits.
    private let groupSign: String

    init(tag: String, texts: [String: MessagePattern]) {
        (self.tag, self.texts, plural) = (tag, texts, PluralRule(language: tag))
        // 12,345 as the language writes it.
        groupSign = Self.plain(texts["language.number"]).map { String($0.dropFirst(2).dropLast(3)) } ?? ""
    }

    /// English without a text, of sites that have no language files: what is said is what texts bring along from the code.
    public static let inCode = Language(tag: "en", texts: [:])

    /// What it calls itself; its tag where it does not say.
    public var name: String { Self.plain(texts["language.name"]) ?? tag }

    /// HTML's `dir`.
    var direction: String { Self.plain(texts["language.direction"]) ?? "ltr" }

    private static func plain(_ pattern: MessagePattern?) -> String? {
        guard let pattern, case .text(let text)? = pattern.parts.first else { return nil }
        return text
    }

    /// A text in this language.
    public func string(_ text: Text) -> String {
        switch text.content {
        case .verbatim(let text): return text
        case .key(let key, let arguments):
            guard let pattern = texts[key] else { return text.standIn ?? key }
            var result = ""
            append(pattern, arguments, to: &result)
            return result
        }
    }

    private func append(_ pattern: MessagePattern, _ arguments: [String: Text.Argument], to result: inout String) {
        for part in pattern.parts {
            switch part {
            case .text(let text): result += text
            case .value(let name): result += shown(arguments[name])
            case .number(let name):
                if case .number(let number)? = arguments[name] {
                    result += grouped(number)
                } else {
                    result += shown(arguments[name])
                }
            case .plural(let name, let forms):
                guard case .number(let number)? = arguments[name] else { continue }
                append(forms.form(of: number, plural), arguments, to: &result)
            }
        }
    }

    private func shown(_ argument: Text.Argument?) -> String {
        switch argument {
        case .text(let text)?: text
        case .number(let number)?: String(number)
        case .nested(let text)?: string(text)
        case nil: ""
        }
    }

    /// A number as the language writes it: `12,345`, `12.345`, `12 345`.
    func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        guard digits.count > 4, !groupSign.isEmpty else { return String(number) }
        var result = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += groupSign }
            result.append(digit)
        }
        return result
    }
}
