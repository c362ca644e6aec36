import Database
import HTTP
import HTTPTypes
import Web

/// What can be done with one further address: delete it, or make it the account's own. Both ask for the password; a link only
/// shows what the button will do. (`confirm` mails the link again to an address that waits for it.)
struct EmailAction<User: UserModel>: Sendable {
    let accounts: Accounts<User>
    let kind: Kind

    enum Kind: String, Sendable { case delete, makePrimary = "make-primary" }

    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        page(AccountForm(), try await address(context, user), context)
    }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let address = try await address(context, user)
        var form = AccountForm()
        let password = Password(try await context.form()["old_password"] ?? "")
        guard let known = try await accounts.check(password, of: user, &form, in: context) else {
            return page(form, address, context, .unprocessableContent)
        }
        let desk = accounts.desk(in: context)
        let witness = accounts.witness(in: context)
        let told = try await accounts.draft(.emailChanged, toOwnerOf: user, ["new_email": address.email], in: context)
        let former = try await accounts.commit(in: context) { [accounts, kind] transaction -> UserAddress? in
            guard try known.stillHold(in: transaction), let id = address.id,
                let found = try UserAddress.other(id, of: user.id, in: transaction)
            else { throw HTTPError(.notFound) }
            let former = try UserAddress.primary(of: user.id, in: transaction)
            try UserAddress.remove(id, in: transaction)
            let action = kind == .delete ? AuditAction.emailRemoved : .emailChanged
            try witness.note(action, of: user.id, user.username, found.email, in: transaction)
            guard kind == .makePrimary else { return nil }
            try accounts.changeAddress(of: user.id, to: found.email, now: Int(desk.now), in: transaction)
            if let former, former.isConfirmed {
                try UserAddress.add(former.email, to: user.id, now: Int(desk.now), in: transaction)
                if let told { try accounts.post(told, in: transaction, of: desk) }
            }
            return former
        }
        if kind == .makePrimary {
            let event = EmailChanged(user: user.id, old: former?.email, new: address.email)
            await accounts.tell(.changedEmail, event, in: context)
        }
        context.flash(kind == .delete ? texts.emailRemoved(address.email) : texts.emailChanged(address.email), .success)
        return Redirect(accounts.settings.manageEmailsPath)
    }

    /// One of this user's further addresses that the action is for: 404 for anybody else's, and for what is not confirmed where
    /// it has to be.
    private func address(_ context: Context, _ user: User) async throws -> UserAddress {
        let id = try context.parameters.get("id", as: Int64.self)
        let found = try await context.database.read { try UserAddress.other(id, of: user.id, in: $0) }
        guard let found, kind == .delete || found.isConfirmed else { throw HTTPError(.notFound) }
        return found
    }

    private func page(
        _ form: AccountForm, _ address: UserAddress, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) -> Page {
        var form = form
        form.show("account_name", address.username)
        form.show("email", address.email)
        form.show("action", String(context.request.path))
        form.show(kind == .delete ? "deletes" : "makes_primary", true)
        return form.page(
            accounts.settings.emailActionTemplate, texts, fields: [.currentPassword(texts)], status: status)
    }
}

/// Mails the link of an unconfirmed further address (Flask-User stores those) once more.
struct ConfirmAgain<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let id = try context.parameters.get("id", as: Int64.self)
        let found = try await context.database.read { try UserAddress.other(id, of: user.id, in: $0) }
        guard let found, !found.isConfirmed else { throw HTTPError(.notFound) }
        let limits = accounts.mailRequests.limits(found.email, in: context)
        guard try await accounts.begin(limits, in: context) == nil else { throw HTTPError(.tooManyRequests) }
        let token = UserToken.make()
        let draft = try await accounts.confirmation(token, to: found.email, username: user.username, in: context)
        let desk = accounts.desk(in: context)
        let lifetime = accounts.settings.confirmEmailLifetime
        try await accounts.commit(in: context) { [accounts] transaction in
            try UserToken(user: user.id, email: found.email)
                .store(token, for: .addEmail, lifetime: lifetime, now: Int(desk.now), in: transaction)
            try accounts.post(draft, in: transaction, of: desk)
        }
        context.flash(accounts.texts.confirmationSent(found.email), .info)
        return Redirect(accounts.settings.manageEmailsPath)
    }
}
