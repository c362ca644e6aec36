import Database
import HTTPTypes
import Web

/// Mails that wait or were given up, with the reason: to whom and about what. What they say is sealed, and stays so.
struct AdminMail<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private static var limit: Int { 500 }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        let rows = try await context.database.read { transaction in
            try transaction.query(
                """
                SELECT id, recipient, subject, state, attempts, due_at, last_error, created_at FROM mail_outbox
                WHERE state <> 'void' ORDER BY id DESC LIMIT \(Self.limit)
                """)
        }
        var page = accounts.adminPage("mail", AccountForm())
        page.variables["mails"] = try rows.map { try variables(of: $0) }
        return page
    }

    private func variables(of row: Row) throws -> [String: any Sendable] {
        [
            "id": "\(try row.get("id", as: Int64.self))", "recipient": try row.get("recipient", as: String.self),
            "subject": try row.get("subject", as: String.self), "attempts": try row.get("attempts", as: Int.self),
            "is_dead": try row.get("state", as: String.self) == MailState.dead.rawValue,
            "due": accounts.texts.moment(try row.get("due_at")), "created": accounts.texts.moment(try row.get("created_at")),
            "reason": try row.get("last_error", as: String.self),
        ]
    }

    /// Sends the mail of the form's `id` once more, from the beginning of its tries, or deletes it.
    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        let number = Int64(typed["id"] ?? "") ?? 0
        let isDeleted = typed["do"] == "delete"
        guard isDeleted || typed["do"] == "retry" else { throw HTTPError(.badRequest) }
        let witness = accounts.witness(user, in: context)
        try await accounts.commit(in: context) { transaction in
            let row = try transaction.first(
                "SELECT recipient, subject FROM mail_outbox WHERE id = :id AND state <> 'void'", ["id": number])
            guard let row else { return }
            let (recipient, subject): (String, String) = (try row.get("recipient"), try row.get("subject"))
            try witness.note(isDeleted ? .mailDeleted : .mailRetried, of: nil, recipient, subject, in: transaction)
            guard !isDeleted else {
                try transaction.execute("DELETE FROM mail_outbox WHERE id = :id", ["id": number])
                return
            }
            try transaction.execute(
                "UPDATE mail_outbox SET state = :state, attempts = 0, due_at = :now WHERE id = :id",
                ["state": MailState.waiting.rawValue, "now": witness.now, "id": number])
        }
        context.flash(isDeleted ? accounts.texts.mailDeleted : accounts.texts.mailRetried, .success)
        return Redirect(accounts.settings.adminPath + "/mail")
    }
}
