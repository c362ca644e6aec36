import Web

// What the pages under /admin say beside their templates.

extension Texts {
    func userCreated(_ name: String) -> Text { Text("admin.user-created", ["username": .text(name)]) }
    func changed(_ name: String) -> Text { Text("admin.done", ["username": .text(name)]) }
    var notYourself: Text { Text("admin.not-yourself") }
    var badRole: Text { Text("admin.bad-role") }
    func invitationRevoked(_ email: String) -> Text { Text("admin.invitation-revoked", ["email": .text(email)]) }
    var mailRetried: Text { Text("admin.mail-retried") }
    var mailDeleted: Text { Text("admin.mail-deleted") }

    /// What the audit log calls a deed.
    func deed(_ action: String) -> Text { Text("audit." + action.replacing(" ", with: "-"), or: action) }
}
