import Database
import Web

/// Invitations that are still open, and who sent them: those from here, and those of Flask-User's whose address has no account yet. One that
/// is revoked opens nothing any more.
struct AdminInvitations<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private static var limit: Int { 500 }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        let now = Int(context.environment.now())
        let rows = try await context.database.read { transaction in
            try transaction.query(
                """
                SELECT i.id, i.email, u.username, max(t.expires_at) AS ends_at
                FROM user_invitations AS i
                LEFT JOIN user_tokens AS t ON t.email = i.email AND t.purpose = 'invite' AND t.expires_at > :now
                LEFT JOIN users AS u ON u.id = i.invited_by_user_id LEFT JOIN users AS o ON o.email = i.email
                WHERE t.id IS NOT NULL OR (i.sent_at = 0 AND o.id IS NULL)
                GROUP BY i.id, i.email, u.username ORDER BY i.id DESC LIMIT \(Self.limit)
                """, ["now": now])
        }
        var page = accounts.adminPage("invitations", AccountForm())
        page.variables["invitations"] = try rows.map { row -> [String: any Sendable] in
            var variables: [String: any Sendable] = [
                "id": "\(try row.get("id", as: Int64.self))", "email": try row.get("email", as: String.self),
            ]
            if let inviter = try row.get("username", as: String?.self) { variables["inviter"] = inviter }
            if let end = try row.get("ends_at", as: Int?.self) {
                variables["ends"] = accounts.texts.moment(end)
            } else {
                variables["from_elsewhere"] = accounts.texts.imported(opens: accounts.settings.flaskSecretKey != nil)
            }
            return variables
        }
        if accounts.settings.enableInviteUser { page.variables["invite_url"] = accounts.settings.invitePath }
        return page
    }

    @Sendable func revoke(_ context: Context, _ user: User) async throws -> any Answer {
        let number = Int64(try await context.form()["id"] ?? "") ?? 0
        let witness = accounts.witness(user, in: context)
        let email = try await context.database.write { transaction -> String? in
            let email: String? = try transaction.scalar("SELECT email FROM user_invitations WHERE id = :id", ["id": number])
            guard let email else { return nil }
            for statement in [
                "DELETE FROM user_invitations WHERE email = :email",
                "DELETE FROM user_tokens WHERE email = :email AND purpose = 'invite'",
            ] { try transaction.execute(statement, ["email": email]) }
            try witness.note(.invitationRevoked, of: nil, email, in: transaction)
            return email
        }
        if let email { context.flash(accounts.texts.invitationRevoked(email), .success) }
        return Redirect(accounts.settings.adminPath + "/invitations")
    }
}
