import Database
import FoundationEssentials
import Web

extension ProfileField {
    /// What a form gave for this field, ready for its column.
    ///
    /// - Throws: the words for the person where it does not fit.
    func value(of typed: String?, _ texts: Texts) throws(Misfit) -> Database.Value {
        let text = UsernameRules.trimmed(typed ?? "")
        if kind == .checkbox {
            guard !isRequired || typed != nil else { throw Misfit(text: texts.fieldMissing) }
            return .integer(typed == nil ? 0 : 1)
        }
        if text.isEmpty {
            if isRequired { throw Misfit(text: texts.fieldMissing) }
            // A column of text that is not NULL, as Flask-User's names are, takes "" only.
            return kind == .text ? .text("") : .null
        }
        guard text.unicodeScalars.count <= maximumLength else { throw Misfit(text: texts.fieldTooLong(maximumLength)) }
        guard let value = value(of: text) else { throw Misfit(text: texts.fieldMisfit(kind)) }
        if let problem = check(text) { throw Misfit(text: Text(declared: problem)) }
        return value
    }

    /// Why a field was not accepted, in words.
    struct Misfit: Error { let text: Text }

    private func value(of text: String) -> Database.Value? {
        switch kind {
        case .text: .text(text)
        case .number: Int64(text).map { .integer($0) }
        case .date: isDate(text) ? .text(text) : nil
        case .choice(let choices): choices.contains(text) ? .text(text) : nil
        case .checkbox: .integer(1)
        }
    }

    private func isDate(_ text: String) -> Bool {
        text.utf8.count == 10 && Date(databaseValue: .text(text)) != nil
    }

    /// How the column's value is typed.
    func typed(_ value: Database.Value?) -> String? {
        switch value {
        case .text(let text)?: text
        case .integer(let number)?: kind == .checkbox && number == 0 ? nil : String(number)
        case .real(let number)?: String(number)
        case .null?, .blob?, nil: nil
        }
    }
}
