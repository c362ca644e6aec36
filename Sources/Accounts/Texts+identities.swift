import Web

// What is said about signing in at an identity provider.

extension Texts {
    func providerDenied(_ name: String) -> Text { Text("identities.denied", ["name": .text(name)]) }
    func providerAway(_ name: String) -> Text { Text("identities.away", ["name": .text(name)]) }
    func providerRefused(_ name: String) -> Text { Text("identities.refused", ["name": .text(name)]) }
    var tripIsOver: Text { Text("identities.over") }
    func signInToLink(_ email: String, _ name: String) -> Text {
        Text("identities.sign-in-to-link", ["email": .text(email), "name": .text(name)])
    }
    func noAccountLinked(_ name: String) -> Text { Text("identities.no-account", ["name": .text(name)]) }
    func noVerifiedEmail(_ name: String) -> Text { Text("identities.no-email", ["name": .text(name)]) }
    func linked(_ name: String) -> Text { Text("identities.linked", ["name": .text(name)]) }
    func linkedElsewhere(_ name: String) -> Text { Text("identities.linked-elsewhere", ["name": .text(name)]) }
    func notLinked(_ name: String) -> Text { Text("identities.not-linked", ["name": .text(name)]) }
    func unlinked(_ name: String) -> Text { Text("identities.unlinked", ["name": .text(name)]) }
    var lastWayIn: Text { Text("identities.last-way-in") }
    var tooManyIdentities: Text { Text("identities.too-many") }
    var noPasswordYet: Text { Text("identities.no-password") }
}
