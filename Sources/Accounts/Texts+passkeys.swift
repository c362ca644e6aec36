import Web

// What is said about passkeys.

extension Texts {
    var passkeyNameHint: Text { Text("passkeys.name-hint") }
    var passkeyNotMade: Text { Text("passkeys.not-made") }
    var passkeyTaken: Text { Text("passkeys.taken") }
    var tooManyPasskeys: Text { Text("passkeys.too-many", ["maximum": .number(Passkey.perUser)]) }
    var passkeyUnknown: Text { Text("passkeys.unknown") }
    func passkeyAdded(_ name: String) -> Text { Text("flash.passkey-added", ["name": .text(name)]) }
    func passkeyRemoved(_ name: String) -> Text { Text("flash.passkey-removed", ["name": .text(name)]) }
}
