// What the pages under /admin say beside their templates.

extension Texts {
    var signUps: String { "Registrations" }
    var signIns: String { "Sign-ins" }
    func userCreated(_ name: String) -> String { "There is an account \(name) now." }
    func changed(_ name: String) -> String { "Done: \(name)." }
    var notYourself: String { "You can’t do that to your own account: ask another administrator." }
    var badRole: String { "Use 1 to 50 characters." }
    func invitationRevoked(_ email: String) -> String { "The invitation of \(email) is revoked." }
    var mailRetried: String { "The mail is on its way once more." }
    var mailDeleted: String { "The mail is deleted." }
}
