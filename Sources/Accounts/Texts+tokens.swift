import Web

// What is said about personal tokens.

extension Texts {
    var tokenName: Text { Text("tokens.name") }
    var tokenNameHint: Text { Text("tokens.name-hint") }
    var tokenNameMissing: Text { Text("tokens.name-missing") }
    var scopeNeeded: Text { Text("tokens.scope-needed") }
    var daysNeeded: Text { Text("tokens.days-needed") }
    var tokenNeeded: Text { Text("tokens.needed") }
    var tokenIsOver: Text { Text("tokens.unknown") }
    func scopeMissing(_ scope: String) -> Text { Text("tokens.scope-missing", ["scope": .text(scope)]) }
    func tokenRevoked(_ name: String) -> Text { Text("tokens.revoked", ["name": .text(name)]) }
    func tooManyTokens(_ limit: Int) -> Text { Text("tokens.too-many", ["count": .number(limit)]) }
    func days(_ count: Int) -> Text { Text("tokens.days", ["count": .number(count)]) }
}
