import Database
import HTTPTypes
import Web

/// Another user name, for who knows the password.
struct ChangeUsername<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer { page(AccountForm(), user) }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        let new = UsernameRules.trimmed(typed["new_username"] ?? "")
        var form = AccountForm()
        form.keep(.newUsername, new)
        if let problem = UsernameRules.problem(with: new) { form.refuse(.newUsername, texts.problem(problem)) }
        let known = try await accounts.check(Password(typed["old_password"] ?? ""), of: user, &form, in: context)
        guard form.isRight, let known else { return page(form, user, .unprocessableContent) }
        guard try await change(known, to: new, user, context) else {
            form.refuse(.newUsername, texts.usernameTaken)
            return page(form, user, .unprocessableContent)
        }
        context.flash(texts.usernameChanged(new), .success)
        let event = UsernameChanged(user: user.id, old: user.username, new: new)
        await accounts.tell(.changedUsername, event, in: context)
        return Redirect(accounts.settings.afterChangeUsername)
    }

    /// False where the name is somebody else's.
    private func change(_ known: Credentials, to new: String, _ user: User, _ context: Context) async throws -> Bool {
        let words = ["old_username": user.username, "new_username": new]
        let isTold = accounts.settings.sendUsernameChangedEmail
        let draft = isTold ? try await accounts.draft(.usernameChanged, toOwnerOf: user, words, in: context) : nil
        let desk = accounts.desk(in: context)
        let witness = accounts.witness(in: context)
        let now = witness.now
        do {
            return try await accounts.commit(in: context) { [accounts] transaction in
                guard try known.stillHold(in: transaction) else { return false }
                if accounts.settings.confirmsEmail, try UserToken.isHeld(new, now: now, in: transaction) { return false }
                try transaction.execute(
                    "UPDATE users SET username = :name WHERE id = :id", ["name": new, "id": user.id])
                try witness.note(.usernameChanged, of: user.id, new, "was \(user.username)", in: transaction)
                if let draft { try accounts.post(draft, in: transaction, of: desk) }
                return true
            }
        } catch let error as DatabaseError {
            guard case .uniqueViolation = error.kind else { throw error }
            return false
        }
    }

    private func page(_ form: AccountForm, _ user: User, _ status: HTTPResponse.Status = .ok) -> Page {
        var form = form
        form.show("account_name", user.username)
        let name = FormField(
            field: .newUsername, label: texts.label(of: .newUsername), autocomplete: "username", hint: texts.usernameHint,
            maximumLength: UsernameRules.length.upperBound)
        return form.page(
            accounts.settings.changeUsernameTemplate, texts, fields: [name, .currentPassword(texts)], status: status)
    }
}
