import Database
import HTTPTypes
import Web

/// The addresses of an account, where it may have several: the own one, the others, and those that wait for their links to be
/// followed.
struct ManageEmails<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        try await page(AccountForm(), user, context)
    }

    /// Adds an address: by a link that is mailed to it.
    @Sendable func add(_ context: Context, _ user: User) async throws -> any Answer {
        var form = AccountForm()
        let request = try await accounts.mailRequest(&form, in: context)
        if let seconds = request?.wait {
            return RetryLater(page: try await page(form, user, context, .tooManyRequests), after: seconds)
        }
        let password = Password(try await context.form()["old_password"] ?? "")
        let known = try await accounts.check(password, of: user, &form, in: context)
        guard form.isRight, let known, let request else {
            return try await page(form, user, context, .unprocessableContent)
        }
        guard try await accounts.claim(request.email, for: .addEmail, by: known, in: context) else {
            form.refuse(.oldPassword, texts.wrongPassword)
            return try await page(form, user, context, .unprocessableContent)
        }
        context.flash(texts.confirmationSent(request.email), .info)
        return Redirect(accounts.settings.manageEmailsPath)
    }

    private func page(
        _ form: AccountForm, _ user: User, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Page {
        let now = Int(context.environment.now())
        let (addresses, waiting) = try await context.database.read { transaction in
            (
                try UserAddress.all(of: user.id, in: transaction),
                try UserToken.waiting(for: .addEmail, of: user.id, now: now, in: transaction)
            )
        }
        var form = form
        form.show("account_name", user.username)
        form.show("addresses", addresses.map(row))
        form.show("waiting", waiting)
        let fields: [FormField] = [.email(.email, texts), .currentPassword(texts)]
        return form.page(accounts.settings.manageEmailsTemplate, texts, fields: fields, status: status)
    }

    private func row(_ address: UserAddress) -> [String: any Sendable] {
        var row: [String: any Sendable] = [
            "email": address.email, "is_primary": address.isPrimary, "is_confirmed": address.isConfirmed,
        ]
        if let id = address.id {
            let path = accounts.settings.emailActionPath + "/\(id)"
            row["delete_url"] = path + "/delete"
            row[address.isConfirmed ? "make_primary_url" : "confirm_url"] =
                path + (address.isConfirmed ? "/make-primary" : "/confirm")
        }
        return row
    }
}

extension UserToken {
    /// The addresses that wait for their links to be followed.
    static func waiting(
        for purpose: TokenPurpose, of user: UserID, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> [String] {
        let rows = try transaction.query(
            """
            SELECT email FROM user_tokens WHERE user_id = :user AND purpose = :purpose AND expires_at > :now
            GROUP BY email ORDER BY min(created_at)
            """, ["user": user, "purpose": purpose.rawValue, "now": now])
        var emails: [String] = []
        for row in rows { emails.append(try row.get("email")) }
        return emails
    }
}
