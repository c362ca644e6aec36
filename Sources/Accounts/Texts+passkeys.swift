// What is said about passkeys.

extension Texts {
    var passkeyNameHint: String { "What you will know it by, as “My phone”." }
    var passkeyNotMade: String { "The passkey could not be added. Please try again." }
    var passkeyTaken: String { "This passkey belongs to an account already." }
    var tooManyPasskeys: String { "You have \(Passkey.perUser) passkeys, which is as many as there can be. Delete one first." }
    var passkeyUnknown: String { "This passkey does not open an account here. Try again, or sign in another way." }
    func passkeyAdded(_ name: String) -> String { "The passkey “\(name)” is added. It signs you in from now on." }
    func passkeyRemoved(_ name: String) -> String { "The passkey “\(name)” is deleted. Delete it from your device as well." }
}
