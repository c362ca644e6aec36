import Database
import Web

/// A field as `Templates/fields` shows it.
struct FormField: Sendable {
    let field: AccountForm.Field
    let label: Text
    var type = "text"
    var autocomplete: String?
    var hint: Text?
    var isRequired = true
    var maximumLength: Int?
    var choices: [String] = []

    /// A password is never put into a page.
    var isSecret: Bool { type == "password" }

    /// A mail address.
    static func email(_ field: AccountForm.Field, _ texts: Texts, hint: Text? = nil) -> FormField {
        FormField(
            field: field, label: texts.label(of: field), type: "email", autocomplete: "email", hint: hint, maximumLength: 254)
    }

    /// The password of now, asked before something that matters.
    static func currentPassword(_ texts: Texts) -> FormField {
        FormField(
            field: .oldPassword, label: texts.label(of: .oldPassword), type: "password", autocomplete: "current-password")
    }

    /// Another password, and once more where the settings ask for that.
    static func newPassword(_ settings: AccountSettings, _ texts: Texts) -> [FormField] {
        let new = FormField(
            field: .newPassword, label: texts.label(of: .newPassword), type: "password", autocomplete: "new-password",
            hint: texts.hint(for: settings.passwordRules))
        let again = FormField(
            field: .retypePassword, label: texts.label(of: .retypePassword), type: "password", autocomplete: "new-password")
        return settings.requireRetypePassword ? [new, again] : [new]
    }

    /// A column of the site's own.
    init(_ profile: ProfileField) {
        self.init(
            field: AccountForm.Field(profile.column.text), label: Text(declared: profile.label),
            type: Self.type(of: profile.kind),
            autocomplete: profile.autocomplete, isRequired: profile.isRequired, maximumLength: profile.maximumLength)
        if case .choice(let choices) = profile.kind { self.choices = choices }
    }

    init(
        field: AccountForm.Field, label: Text, type: String = "text", autocomplete: String? = nil, hint: Text? = nil,
        isRequired: Bool = true, maximumLength: Int? = nil
    ) {
        (self.field, self.label, self.type, self.autocomplete) = (field, label, type, autocomplete)
        (self.hint, self.isRequired, self.maximumLength) = (hint, isRequired, maximumLength)
    }

    private static func type(of kind: ProfileField.Kind) -> String {
        switch kind {
        case .text: "text"
        case .number: "number"
        case .date: "date"
        case .checkbox: "checkbox"
        case .choice: "choice"
        }
    }

    /// What the template needs. A key that holds nothing is left out: in Mustache it is then false.
    func variables(typed: String?, problem: Text?) -> [String: any Sendable] {
        var variables: [String: any Sendable] = [
            "name": field.name, "label": label, "type": type, "is_required": isRequired,
            "is_checkbox": type == "checkbox", "is_choice": type == "choice",
            "is_input": type != "checkbox" && type != "choice",
            "value": isSecret ? "" : typed ?? "", "is_checked": typed != nil,
            "choices": choices.map { ["choice": $0, "is_chosen": $0 == typed] as [String: any Sendable] },
            "is_address": type == "email" || autocomplete == "username",
        ]
        if let autocomplete { variables["autocomplete"] = autocomplete }
        if let hint { variables["hint"] = hint }
        if let maximumLength { variables["maximum"] = String(maximumLength) }
        if let problem { variables["error"] = problem }
        let described = [problem.map { _ in "\(field.name)-error" }, hint.map { _ in "\(field.name)-hint" }]
        let ids = described.compactMap(\.self).joined(separator: " ")
        if !ids.isEmpty { variables["described_by"] = ids }
        return variables
    }
}
