import Database
import Web

extension Accounts {
    /// Whether the visitor knows the account's password now, whatever the session says: asked before the password, the user name
    /// or an address changes (ASVS 5.0, 7.5.1).
    ///
    /// Guesses count as failed sign-ins do. Where it is not right the form says so.
    ///
    /// - Returns: the account as it was compared; the change is made only if it ``Credentials/stillHold(in:)``.
    func check(
        _ password: Password, of user: User, _ form: inout AccountForm, in context: Context
    ) async throws -> Credentials? {
        guard !password.text.isEmpty else {
            form.refuse(.oldPassword, texts.passwordMissing)
            return nil
        }
        if try await hasNoPassword(user, in: context) {
            form.refuse(.oldPassword, texts.noPasswordYet)
            return nil
        }
        let key = AttemptLimiter.Key(username: user.username, address: context.clientAddress)
        if case .refused(let seconds) = limiter.begin(key, now: context.environment.now()) {
            form.refuse(.oldPassword, texts.tooManyAttempts(seconds: seconds))
            return nil
        }
        do {
            let known = try await context.database.read { try Credentials.find(user.username, in: $0) }
            let verdict = try await orBusy(texts) { try await passwords.compare(password, with: known?.passwordHash) }
            guard case .right = verdict, let known, known.id == user.id else {
                form.refuse(.oldPassword, texts.wrongPassword)
                return nil
            }
            limiter.succeed(key)
            return known
        } catch {
            limiter.abandon(key)
            throw error
        }
    }

    /// Whether an account has another way in alone: a provider, say.
    func hasNoPassword(_ user: User, in context: Context) async throws -> Bool {
        try await context.database.read { try Credentials.find(user.id, in: $0) }?.passwordHash.isEmpty ?? true
    }

    /// What is wrong with a new password, in the form.
    func check(
        new password: Password, retyped: Password, username: String, _ form: inout AccountForm
    ) {
        if let problem = settings.passwordRules.problem(with: password, username: username) {
            form.refuse(.newPassword, texts.problem(problem))
        } else if settings.requireRetypePassword, retyped != password {
            form.refuse(.retypePassword, texts.retypeDiffers)
        }
    }
}
