import HTTP
import HTTPTypes
import Web

/// A form of the accounts on its way to a page: what was typed (never a password), and what is wrong with it.
struct AccountForm: Sendable {
    /// A field that can be wrong, under its name in the form.
    struct Field: Sendable, Hashable {
        let name: String

        init(_ name: String) { self.name = name }

        static let username = Field("username")
        static let email = Field("email")
        static let password = Field("password")
        static let retypePassword = Field("retype_password")
        static let oldPassword = Field("old_password")
        static let newPassword = Field("new_password")
        static let newUsername = Field("new_username")
        static let newEmail = Field("new_email")
    }

    private var typed: [String: String] = [:]
    private var problems: [(field: Field?, text: Text)] = []
    private var extras: [String: any Sendable] = [:]

    init(username: String = "", next: String? = nil) {
        if !username.isEmpty { typed["username"] = username }
        guard let next, isLocalRedirectTarget(next) else { return }
        typed["next"] = next
        typed["next_query"] = "next=" + PercentEncoding.encode(next)
    }

    /// `next`, as it goes on a link; `nil` where there is none.
    var nextQuery: String? { typed["next_query"] }

    var isRight: Bool { problems.isEmpty }

    /// Keeps what was typed into a field, for when the form comes back.
    mutating func keep(_ field: Field, _ text: String?) { typed[field.name] = text }

    /// Notes what is wrong with a field.
    mutating func refuse(_ field: Field, _ text: Text) { problems.append((field, text)) }

    /// Notes what is wrong with the form as a whole.
    mutating func refuse(_ text: Text) { problems.append((nil, text)) }

    /// Gives the page one more variable under `form`.
    mutating func show(_ name: String, _ value: some Sendable) { extras[name] = value }

    /// The page: `form` holds what was typed and what the page offers, `errors` a text per field, `problems` all of them in
    /// order, for the summary on top.
    ///
    /// - Parameter fields: what `Templates/fields` shows, in its order.
    func page(
        _ template: String, _ texts: Texts, fields: [FormField] = [], status: HTTPResponse.Status = .ok
    ) -> Page {
        var form: [String: any Sendable] = extras
        for (name, value) in typed { form[name] = value }
        var errors: [String: Text] = [:]
        for problem in problems {
            if let field = problem.field, errors[field.name] == nil { errors[field.name] = problem.text }
        }
        var variables: [String: any Sendable] = ["form": form, "errors": errors]
        variables["fields"] = fields.map { $0.variables(typed: typed[$0.field.name], problem: errors[$0.field.name]) }
        if !problems.isEmpty { variables["problems"] = summary(fields, texts) }
        return Page(template, variables, status: status)
    }

    private func summary(_ fields: [FormField], _ texts: Texts) -> [String: any Sendable] {
        let list: [[String: any Sendable]] = problems.map { problem in
            guard let field = problem.field else { return ["text": problem.text] }
            let label = fields.first { $0.field == field }?.label ?? texts.label(of: field)
            return ["text": problem.text, "field": field.name, "label": label]
        }
        return ["count": problems.count, "list": list]
    }
}
