import Database
import HTTP
import HTTPTypes
import Web

/// A new password by a mailed link, which works once and for an hour. Looking at the link changes nothing: mail scanners do that.
struct ResetPassword<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context) async throws -> any Answer {
        guard let owner = try await owner(in: context) else { return accounts.linkIsOver(.resetPassword) }
        return page(AccountForm(), owner, context)
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        guard let owner = try await owner(in: context) else { return accounts.linkIsOver(.resetPassword) }
        let typed = try await context.form()
        let new = Password(typed["new_password"] ?? "")
        var form = AccountForm()
        let retyped = Password(typed["retype_password"] ?? "")
        accounts.check(new: new, retyped: retyped, username: owner.username, &form)
        await accounts.checkBreaches(new, .newPassword, &form, in: context)
        guard form.isRight else { return page(form, owner, context, .unprocessableContent) }

        let hash = try await orBusy(texts) { try await accounts.passwords.hash(new) }
        let opening = accounts.opening(in: context)
        guard let isSignedIn = try await reset(owner, to: hash, opening, context) else {
            return accounts.linkIsOver(.resetPassword)
        }
        await accounts.tell(.resetPassword, PasswordReset(user: owner.id), in: context)
        guard isSignedIn else {
            context.flash(texts.passwordReset, .success)
            return Redirect(settings.signInPath)
        }
        try accounts.enter(opening, in: context, greeting: texts.passwordResetSignedIn)
        return Redirect(settings.afterResetPassword)
    }

    /// Whose password a link is for.
    private struct Owner: Sendable {
        let id: UserID
        let username: String
        let isActive: Bool
    }

    private func owner(in context: Context) async throws -> Owner? {
        let token = try context.parameters["token"]
        let now = Int(context.environment.now())
        return try await context.database.read { transaction in
            guard let user = try UserToken.find(token, for: .resetPassword, now: now, in: transaction)?.user else { return nil }
            let row = try transaction.first("SELECT username, is_active FROM users WHERE id = :id", ["id": user])
            return try row.map { Owner(id: user, username: try $0.get("username"), isActive: try $0.get("is_active")) }
        }
    }

    /// Whether the visitor is signed in by it; `nil` where the link was used meanwhile.
    private func reset(
        _ owner: Owner, to hash: String, _ opening: Accounts<User>.Opening, _ context: Context
    ) async throws -> Bool? {
        let token = try context.parameters["token"]
        let desk = accounts.desk(in: context)
        let now = Int(desk.now)
        let draft = try await notice(owner, in: context)
        let witness = accounts.witness(in: context)
        return try await accounts.commit(in: context) { [accounts] transaction -> Bool? in
            guard let used = try UserToken.use(token, for: .resetPassword, now: now, in: transaction), used.user == owner.id
            else { return nil }
            try Credentials.replacePassword(hash, of: owner.id, in: transaction)
            try SignInGate<User>.open([owner.username, used.email], in: transaction)
            // Who could open the link has the mailbox: that is all that confirming an address asks.
            let hasMail = accounts.settings.enableEmail && !used.email.isEmpty
            if hasMail { try UserAddress.confirm(used.email, of: owner.id, now: now, in: transaction) }
            try witness.note(.passwordReset, of: owner.id, owner.username, in: transaction)
            if let draft { try accounts.post(draft, in: transaction, of: desk) }
            let isConfirmed = hasMail ? try UserAddress.primary(of: owner.id, in: transaction)?.isConfirmed ?? false : false
            let hasFactor = try SecondFactor.find(owner.id, in: transaction) != nil
            let mayEnter = owner.isActive && !hasFactor && (isConfirmed || !accounts.settings.asksForConfirmedEmail)
            guard accounts.settings.autoSignInAfterResetPassword, mayEnter else { return false }
            try accounts.open(opening, for: owner.id, in: transaction)
            return true
        }
    }

    private func notice(_ owner: Owner, in context: Context) async throws -> Accounts<User>.Draft? {
        guard settings.enableEmail, settings.sendPasswordChangedEmail else { return nil }
        guard let address = try await context.database.read({ try UserAddress.primary(of: owner.id, in: $0) }) else { return nil }
        return try await accounts.write(
            .passwordChanged, to: address.email, username: owner.username, language: address.language, in: context)
    }

    private func page(
        _ form: AccountForm, _ owner: Owner, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) -> Page {
        var form = form
        form.show("account_name", owner.username)
        form.show("action", String(context.request.path))
        return form.page(
            settings.resetPasswordTemplate, texts, fields: FormField.newPassword(settings, texts), status: status)
    }
}

extension Accounts {
    /// The page of a link that does nothing: used, too old, replaced, or never given. It doesn't tell which.
    func linkIsOver(_ purpose: TokenPurpose) -> Page {
        let again: String? =
            switch purpose {
            case .confirmEmail where settings.confirmsEmail: settings.resendConfirmationPath
            case .resetPassword where settings.enableEmail && settings.enableForgotPassword: settings.forgotPasswordPath
            case .changeEmail: settings.changeEmailPath
            case .signInLink: settings.emailSignInPath
            default: nil
            }
        var variables: [String: any Sendable] = [:]
        if let again { variables["again_url"] = again }
        return Page(settings.linkIsOverTemplate, variables, status: .notFound)
    }
}
