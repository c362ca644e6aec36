import Database
import HTTP
import HTTPTypes
import Web

/// Keeping an account that was to go, by the link that was mailed. The link shows a button, and the button keeps it.
struct KeepAccount<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }

    @Sendable func show(_ context: Context) async throws -> any Answer {
        let token = try context.parameters["token"]
        let now = Int(context.environment.now())
        let name = try await context.database.read { transaction -> String? in
            guard let user = try UserToken.find(token, for: .keepAccount, now: now, in: transaction)?.user else { return nil }
            return try transaction.scalar("SELECT username FROM users WHERE id = :id", ["id": user])
        }
        guard let name else { return accounts.linkIsOver(.keepAccount) }
        return Page(settings.keepAccountTemplate, ["action": String(context.request.path), "account_name": name])
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        let token = try context.parameters["token"]
        let witness = accounts.witness(in: context)
        let isKept = try await context.database.write { transaction in
            guard let user = try UserToken.use(token, for: .keepAccount, now: witness.now, in: transaction)?.user,
                let known = try Credentials.find(user, in: transaction)
            else { return false }
            return try AccountDeletion.cancel(user, known.username, witness, in: transaction)
        }
        guard isKept else { return accounts.linkIsOver(.keepAccount) }
        context.flash(accounts.texts.accountKept, .success)
        return Redirect(settings.signInPath)
    }
}
