import Database
import Web

extension AccountOperations {
    static var text: JSONValue { ["type": "string"] }
    static var email: JSONValue { ["type": "string", "format": "email"] }
    static var secret: JSONValue { ["type": "string", "format": "password"] }
    /// A box to tick: what is not there is not ticked.
    static var flag: JSONValue { ["type": "boolean"] }
    /// The number in a path.
    static var number: [String: JSONValue] { ["id": ["type": "integer", "minimum": 1]] }

    /// What every answer may have.
    private static var common: [String: JSONValue] {
        [
            "messages": .list(of: .object(["text": text, "category": text], required: ["text", "category"])),
            "csrf_token": text, "location": text,
        ]
    }

    static var session: JSONValue {
        .object(
            [
                "handle": text, "device": text, "address": text, "began": text, "last_seen": text, "is_remembered": flag,
                "is_current": flag,
            ], required: ["handle", "device", "address", "began", "last_seen", "is_remembered", "is_current"])
    }

    static var token: JSONValue {
        .object(
            [
                "handle": text, "name": text, "scopes": text, "created": text, "expires": text, "last_used": text,
                "is_over": flag,
            ], required: ["handle", "name", "scopes", "created", "expires"])
    }

    func page(
        _ summary: String, query: [String: JSONValue] = [:], path: [String: JSONValue] = [:], answer: JSONValue? = nil,
        refusals: Set<Int> = []
    ) -> Operation {
        // Who is signed in already is sent on: then it is `location` alone, and nothing else can be required.
        Operation(
            summary, tag: "accounts", query: query, path: path, answer: answer ?? .object(Self.common, required: []),
            refusals: refusals)
    }

    func act(
        _ summary: String, _ body: [String: JSONValue], required: [String] = [], path: [String: JSONValue] = [:],
        refusals: Set<Int> = []
    ) -> Operation {
        Operation(
            summary, tag: "accounts", path: path, body: .object(body, required: required),
            answer: .object(Self.common, required: []), refusals: refusals)
    }

    func listing(_ name: String, _ element: JSONValue) -> JSONValue {
        .object(Self.common.merging([name: .list(of: element)]) { $1 }, required: [name])
    }

    var profileAnswer: JSONValue {
        .object(Self.common.merging(["account_name": Self.text]) { $1 }, required: ["account_name"])
    }

    var newPassword: [String: JSONValue] {
        settings.requireRetypePassword
            ? ["new_password": Self.secret, "retype_password": Self.secret] : ["new_password": Self.secret]
    }

    var register: Operation {
        var body: [String: JSONValue] = ["password": Self.secret, "next": Self.text]
        var needed = ["password"]
        if settings.enableUsername { body["username"] = Self.text }
        if settings.enableUsername { needed.append("username") }
        if settings.enableEmail { body["email"] = Self.email }
        if settings.enableEmail { needed.append("email") }
        if settings.requireRetypePassword { body["retype_password"] = Self.secret }
        if settings.hasInvitations { body["token"] = Self.text }
        let asked = profile.filter(\.isAskedAtRegistration)
        return act(
            "Make an account", body.merging(fields(asked)) { first, _ in first }, required: needed + required(asked),
            refusals: [403, 429, 503])
    }

    var tokens: Operation {
        let scopes = settings.allTokenScopes.map { JSONValue.string($0.name) }
        let days = APIToken.lifetimes.map { JSONValue.integer(Int64($0)) }
        return Operation(
            "Make a personal token, which is in this answer alone; or revoke one", tag: "accounts",
            body: .object(
                [
                    "name": ["type": "string", "maxLength": 100], "days": ["type": "integer", "enum": .array(days)],
                    "scope": ["type": "array", "items": ["type": "string", "enum": .array(scopes)]], "revoke": Self.text,
                ], required: []),
            answer: .object(["token": Self.text, "tokens": .list(of: Self.token), "location": Self.text], required: []),
            refusals: [404])
    }

    var export: Operation {
        let lists = (PersonalTable.all.compactMap(\.section) + ["roles", "audit_log", "waiting_mails"]).map {
            ($0, ["type": "array"] as JSONValue)
        }
        let parts: [String: JSONValue] = [
            "exported_at": ["type": "string", "format": "date-time"], "account": ["type": "object"],
        ]
        return Operation(
            "Everything that is stored about one", tag: "accounts", body: .object([:], required: []),
            // Who has not given the password lately gets a `location`.
            answer: .object(
                parts.merging(lists) { $1 }.merging(["location": Self.text]) { $1 }, required: []))
    }

    /// A site's own columns.
    func fields(_ fields: [ProfileField]) -> [String: JSONValue] {
        Dictionary(fields.map { ($0.column.text, Self.schema(of: $0)) }) { first, _ in first }
    }

    func required(_ fields: [ProfileField]) -> [String] { fields.filter(\.isRequired).map(\.column.text) }

    private static func schema(of field: ProfileField) -> JSONValue {
        switch field.kind {
        case .text: ["type": "string", "maxLength": .integer(Int64(field.maximumLength))]
        case .number: ["type": "integer"]
        case .date: ["type": "string", "format": "date"]
        case .checkbox: flag
        case .choice(let choices): ["type": "string", "enum": .array(choices.map { .string($0) })]
        }
    }
}
