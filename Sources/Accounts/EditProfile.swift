import Database
import HTTPTypes
import Web

/// The columns of `users` that a user fills in by themselves: what the site's `User` declares (``UserModel/profile``).
struct EditProfile<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        var form = AccountForm()
        let row = try await context.database.read { transaction in
            try transaction.first("SELECT * FROM users WHERE id = :id", ["id": user.id])
        }
        for field in User.profile { form.keep(AccountForm.Field(field.column.text), field.typed(row?[field.column.text])) }
        return page(form, user)
    }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        var form = AccountForm()
        let values = ProfileValues(User.profile, typed: try await context.form(), &form, texts)
        guard form.isRight else { return page(form, user, .unprocessableContent) }
        let witness = accounts.witness(in: context)
        try await context.database.write { transaction in
            try values.store(for: user.id, in: transaction)
            try witness.note(.profileEdited, of: user.id, user.username, in: transaction)
        }
        accounts.currentUser.forget(in: context)
        context.flash(texts.profileSaved, .success)
        return Redirect(accounts.settings.afterEditProfile)
    }

    private func page(_ form: AccountForm, _ user: User, _ status: HTTPResponse.Status = .ok) -> Page {
        var form = form
        form.show("account_name", user.username)
        return form.page(
            accounts.settings.editProfileTemplate, texts, fields: User.profile.map(FormField.init), status: status)
    }
}

/// What a form gave for a site's own fields, checked.
struct ProfileValues: Sendable {
    private let values: [(column: SQLName, value: Database.Value)]

    /// What does not fit is told in the form, and what was typed kept there.
    init(_ fields: [ProfileField], typed: Form, _ form: inout AccountForm, _ texts: Texts) {
        var values: [(SQLName, Database.Value)] = []
        for field in fields {
            let name = AccountForm.Field(field.column.text)
            form.keep(name, typed[field.column.text])
            do {
                values.append((field.column, try field.value(of: typed[field.column.text], texts)))
            } catch {
                form.refuse(name, error.text)
            }
        }
        self.values = values
    }

    func store(for user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        guard !values.isEmpty else { return }
        let places = values.map { "\($0.column.quoted(for: transaction.dialect)) = ?" }.joined(separator: ", ")
        try transaction.execute(
            "UPDATE users SET \(places) WHERE id = ?", .positional(values.map(\.value) + [user.databaseValue]))
    }
}
