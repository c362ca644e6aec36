import Database
import HTTPTypes
import Web

/// Making an account by user name and password.
struct Register<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    /// What was typed. Only these fields are looked at: nobody makes an administrator of themselves by sending more.
    private struct Application: Sendable {
        let username: String
        let password: Password
        let retyped: Password
        let next: String?

        init(_ form: Form) {
            username = UsernameRules.trimmed(form["username"] ?? "")
            password = Password(form["password"] ?? "")
            retyped = Password(form["retype_password"] ?? "")
            next = form["next"]
        }
    }

    @Sendable func show(_ context: Context) async throws -> any Answer {
        let next = context.query["next"]
        if let elsewhere = try await accounts.sendAway(context, next: next) { return elsewhere }
        return page(AccountForm(next: next))
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        let application = Application(try await context.form())
        if let elsewhere = try await accounts.sendAway(context, next: application.next) { return elsewhere }
        let key = AttemptLimiter.Key(address: context.clientAddress)
        if case .refused(let seconds) = accounts.registrations.begin(key, now: context.environment.now()) {
            var form = AccountForm(username: application.username, next: application.next)
            form.refuse(texts.tooManyAttempts(seconds: seconds))
            return RetryLater(page: page(form, .tooManyRequests), after: seconds)
        }
        var form = try await checked(application, context)
        guard form.isRight else { return page(form, .unprocessableContent) }

        let hash = try await orBusy(texts) { try await accounts.passwords.hash(application.password) }
        let opening = accounts.opening(in: context)
        guard try await insert(application, hash, opening, context) else {
            form.refuse(.username, texts.usernameTaken)
            return page(form, .unprocessableContent)
        }
        guard settings.autoSignInAfterRegister else {
            context.flash(texts.accountReady, .success)
            return Redirect(settings.signInPath)
        }
        try accounts.enter(opening, in: context, greeting: texts.welcome(application.username))
        return accounts.destination(next: application.next, fallback: settings.afterRegister)
    }

    /// All that is wrong, at once: nobody likes to hear it one by one.
    private func checked(_ application: Application, _ context: Context) async throws -> AccountForm {
        var form = AccountForm(username: application.username, next: application.next)
        if let problem = UsernameRules.problem(with: application.username) {
            form.refuse(.username, texts.problem(problem))
        } else if try await context.database.read({ try Credentials.find(application.username, in: $0) }) != nil {
            // Before a hash is made for nothing. Who comes first is decided by the unique column, below.
            form.refuse(.username, texts.usernameTaken)
        }
        if let problem = settings.passwordRules.problem(with: application.password, username: application.username) {
            form.refuse(.password, texts.problem(problem))
        } else if settings.requireRetypePassword, application.retyped != application.password {
            form.refuse(.retypePassword, texts.retypeDiffers)
        }
        return form
    }

    /// Adds the account and, where registering signs in, its first session, in one transaction; `false` where somebody else
    /// was given the name meanwhile.
    private func insert(
        _ application: Application, _ hash: String, _ opening: Accounts<User>.Opening, _ context: Context
    ) async throws -> Bool {
        do {
            try await context.database.write { [accounts] transaction in
                let id = try Credentials.insert(username: application.username, passwordHash: hash, in: transaction)
                if accounts.settings.autoSignInAfterRegister { try accounts.open(opening, for: id, in: transaction) }
            }
            return true
        } catch let error as DatabaseError {
            guard case .uniqueViolation = error.kind else { throw error }
            return false
        }
    }

    private func page(_ form: AccountForm, _ status: HTTPResponse.Status = .ok) -> Page {
        var form = form
        form.show("password_hint", texts.hint(for: settings.passwordRules))
        if settings.requireRetypePassword { form.show("asks_retype", true) }
        return form.page(settings.registerTemplate, texts, status: status)
    }
}
