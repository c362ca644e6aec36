import Web

/// An account that an administrator makes, under the same rules as registration.
struct AdminNewUser<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ admin: User) async throws -> any Answer { page(AccountForm()) }

    @Sendable func submit(_ context: Context, _ admin: User) async throws -> any Answer {
        let typed = try await context.form()
        let email = UsernameRules.trimmed(typed["email"] ?? "")
        let username = settings.enableUsername ? UsernameRules.trimmed(typed["username"] ?? "") : email
        var form = AccountForm(username: username)
        form.keep(.email, email)
        do {
            let directory = accounts.directory(for: admin, in: context)
            let made = try await orBusy(texts) {
                try await directory.create(
                    username, password: typed["new_password"] ?? "", email: settings.enableEmail ? email : nil)
            }
            context.flash(texts.userCreated(made.username), .success)
            return Redirect("\(settings.adminPath)/users/\(made.id)")
        } catch let error as AccountError {
            form.refuse(error, texts)
            return page(form)
        }
    }

    private func page(_ form: AccountForm) -> Page {
        var fields: [FormField] = []
        if settings.enableUsername {
            fields.append(
                FormField(
                    field: .username, label: texts.label(of: .username), autocomplete: "off",
                    maximumLength: UsernameRules.length.upperBound))
        }
        if settings.enableEmail { fields.append(.email(.email, texts)) }
        fields.append(
            FormField(
                field: .newPassword, label: texts.label(of: .newPassword), type: "password", autocomplete: "new-password",
                hint: texts.hint(for: settings.passwordRules)))
        return accounts.adminPage("new-user", form, fields: fields)
    }
}

extension AccountForm {
    /// Notes what an administrator's change was refused for, beside the field that it is about.
    mutating func refuse(_ error: AccountError, _ texts: Texts) {
        switch error {
        case .badUsername(_, let reason): refuse(.username, reason)
        case .usernameTaken: refuse(.username, texts.usernameTaken)
        case .emailTaken: refuse(.email, texts.emailTaken)
        case .badEmail: refuse(.email, texts.emailMalformed)
        case .badPassword(let reason): refuse(.newPassword, reason)
        case .badRole, .unknownUser: refuse(Field("role"), texts.badRole)
        }
    }
}
