import HTTP
import HTTPTypes
import Web

/// A form of the accounts on its way to a page: what was typed (never a password), and what is wrong with it.
struct AccountForm: Sendable {
    /// A field that can be wrong, under its name in the form.
    enum Field: String, Sendable {
        case username, password
        case retypePassword = "retype_password"
    }

    private var typed: [String: String] = [:]
    private var problems: [(field: Field?, text: String)] = []
    private var extras: [String: any Sendable] = [:]

    init(username: String = "", next: String? = nil) {
        typed["username"] = username
        guard let next, isLocalRedirectTarget(next) else { return }
        typed["next"] = next
        typed["next_query"] = "next=" + PercentEncoding.encode(next)
    }

    var isRight: Bool { problems.isEmpty }

    /// Notes what is wrong with a field.
    mutating func refuse(_ field: Field, _ text: String) { problems.append((field, text)) }

    /// Notes what is wrong with the form as a whole.
    mutating func refuse(_ text: String) { problems.append((nil, text)) }

    /// Gives the page one more variable under `form`.
    mutating func show(_ name: String, _ value: some Sendable) { extras[name] = value }

    /// The page: `form` holds what was typed and what the page offers, `errors` a text per field, `problems` all of them in
    /// order, for the summary on top.
    func page(_ template: String, _ texts: Texts, status: HTTPResponse.Status = .ok) -> Page {
        var form: [String: any Sendable] = extras
        for (name, value) in typed { form[name] = value }
        var errors: [String: any Sendable] = [:]
        for problem in problems {
            if let field = problem.field, errors[field.rawValue] == nil { errors[field.rawValue] = problem.text }
        }
        var variables: [String: any Sendable] = ["form": form, "errors": errors]
        if !problems.isEmpty {
            let summary: [[String: any Sendable]] = problems.map { problem in
                guard let field = problem.field else { return ["text": problem.text] }
                return ["text": problem.text, "field": field.rawValue, "label": texts.label(of: field)]
            }
            variables["problems"] = ["count": problems.count, "list": summary] as [String: any Sendable]
        }
        return Page(template, variables, status: status)
    }
}
