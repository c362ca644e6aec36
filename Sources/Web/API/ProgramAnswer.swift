// What pages and redirects are to programs, on routes with the option `json`:
//
// 1. A page is its variables as an object. Those of its `form` stand in the object itself; what only a form's looks need (`fields`,
//    `errors`, `problems`, `flashes`) is left out.
// 2. A page whose status tells of an error is problem details (RFC 9457), with the fields that are wrong under `errors`.
// 3. A redirect is `{"location": …}` with status 200: what was asked for is done.
// 4. Texts that wait for the visitor are `messages`. Who came with a session gets `csrf_token`, for what they send next.

import FoundationEssentials
import HTTP
import HTTPTypes

/// The answer for a program in place of one for people.
enum ProgramAnswer {
    static func response(_ page: Page, _ context: Context) -> Response {
        guard page.status.kind != .clientError, page.status.kind != .serverError else {
            let problem = ProblemDetails(page.status, errors: errors(of: page, context.language), context)
            return problem.response
        }
        var facts = page.variables
        let form = facts.removeValue(forKey: "form") as? [String: any Sendable] ?? [:]
        facts.merge(form) { $1 }
        for name in ["fields", "errors", "problems", "flashes", "next_query"] { facts[name] = nil }
        return response(facts.mapValues { JSONValue(reflecting: $0, in: context.language) }, page.status, context)
    }

    static func response(_ redirect: Redirect, _ context: Context) -> Response {
        response(["location": .string(redirect.location)], .ok, context)
    }

    private static func response(_ facts: [String: JSONValue], _ status: HTTPResponse.Status, _ context: Context) -> Response {
        var facts = facts
        let messages = context.takeFlashes()
        if !messages.isEmpty {
            facts["messages"] = .array(messages.map { ["text": .string($0.text), "category": .string($0.category.rawValue)] })
        }
        if !context.presentsBearer, !context.session.isEmpty { facts["csrf_token"] = .string(context.csrfToken) }
        return Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: .bytes(JSONValue.object(facts).bytes))
    }

    /// What is wrong, as `AccountForm` and forms like it tell their page.
    private static func errors(of page: Page, _ language: Language) -> [ProblemDetails.Field] {
        let problems = page.variables["problems"] as? [String: any Sendable]
        let list = problems?["list"] as? [[String: any Sendable]] ?? []
        return list.compactMap { entry in
            let words = (entry["text"] as? Text).map(language.string) ?? entry["text"] as? String
            return words.map { ProblemDetails.Field(field: entry["field"] as? String, detail: $0) }
        }
    }
}

extension JSONValue {
    /// As text, names sorted.
    var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts, numbers that are finite and what is made of them: this can't fail.
        return (try? encoder.encode(self)).map { Array($0) } ?? []
    }
}
