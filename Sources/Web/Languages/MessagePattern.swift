// A text of a language file: the part of ICU's MessageFormat that people need.
//
// 1. `{name}` is a placeholder, `{name, number}` one whose digits are grouped.
// 2. `{name, plural, =0 {none} one {# mail} other {# mails}}` chooses by a number: by `=N` first, then by the language's plural
//    category (CLDR), then `other`, which has to be there. In a form, `#` is the number, grouped.
// 3. There is no quoting: a brace is always a placeholder's. Apostrophes are themselves.

/// A text with placeholders, parsed.
struct MessagePattern: Sendable, Hashable {
    indirect enum Part: Sendable, Hashable {
        case text(String)
        case value(String)
        case number(String)
        case plural(String, PluralForms<MessagePattern>)
    }

    let parts: [Part]

    init(parts: [Part]) { self.parts = parts }

    /// Throws ``Failure`` in words.
    init(_ text: String) throws(Failure) {
        // Most have no placeholder.
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else {
            parts = text.isEmpty ? [] : [.text(text)]
            return
        }
        var parser = MessageParser(text)
        parts = try parser.parts(counting: nil)
    }

    /// Why a text can't be read.
    struct Failure: Error { let message: String }

    /// The names of all placeholders.
    var placeholders: Set<String> {
        parts.reduce(into: []) { names, part in
            switch part {
            case .text: break
            case .value(let name), .number(let name): names.insert(name)
            case .plural(let name, let forms):
                names.insert(name)
                for form in forms.all { names.formUnion(form.placeholders) }
            }
        }
    }
}

/// The forms of a plural.
struct PluralForms<Form: Sendable & Hashable>: Sendable, Hashable {
    var exact: [Int: Form] = [:]
    var categories: [PluralCategory: Form] = [:]
    var other: Form

    var all: [Form] { Array(exact.values) + Array(categories.values) + [other] }

    func form(of number: Int, _ rule: PluralRule) -> Form { exact[number] ?? categories[rule.category(of: number)] ?? other }

    func map<New>(_ change: (Form) -> New) -> PluralForms<New> {
        PluralForms<New>(exact: exact.mapValues(change), categories: categories.mapValues(change), other: change(other))
    }
}
