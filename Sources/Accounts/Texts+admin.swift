import Web

// What the pages under /admin say beside their templates.

extension Texts {
    func userCreated(_ name: String) -> Text { Text("admin.user-created", ["username": .text(name)]) }
    func changed(_ name: String) -> Text { Text("admin.done", ["username": .text(name)]) }
    var notYourself: Text { Text("admin.not-yourself") }
    var badRole: Text { Text("admin.bad-role") }
    func invitationRevoked(_ email: String) -> Text { Text("admin.invitation-revoked", ["email": .text(email)]) }
    func imported(opens: Bool) -> Text { opens ? Text("admin.imported-opens") : Text("admin.imported") }
    func column(_ column: AccountDirectory.Order.Column) -> Text {
        switch column {
        case .id: Text("admin.number")
        case .username: Text("admin.name")
        case .email: Text("admin.address")
        case .state: Text("admin.state")
        }
    }
    var mailRetried: Text { Text("admin.mail-retried") }
    var mailDeleted: Text { Text("admin.mail-deleted") }

    /// What the audit log calls a deed.
    func deed(_ action: String) -> Text { Text("audit." + action.replacing(" ", with: "-"), or: action) }
}
