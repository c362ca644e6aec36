import Database
import HTTPTypes
import Web

/// What a link and a code of a mail have in common: each is a token that signs its account in, once.
///
/// The mailbox takes the place of the password, and of nothing else: a second factor is asked for, and the session is not fresh.
struct MailedEntry<User: UserModel>: Sendable {
    let accounts: Accounts<User>
    let purpose: TokenPurpose
    let token: String

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    private enum Outcome: Sendable {
        case signedIn(Credentials)
        case needsCode(String)
        case deactivated, over
    }

    /// Whose it is; `nil` where it is over.
    func username(_ context: Context) async throws -> String? {
        let now = Int(context.environment.now())
        return try await context.database.read { transaction in
            guard let user = try UserToken.find(token, for: purpose, now: now, in: transaction)?.user else { return nil }
            return try Credentials.find(user, in: transaction)?.username
        }
    }

    /// Signs in, or asks for the code of the second factor; `nil` where the token is over.
    func enter(_ typed: Form, _ context: Context) async throws -> (any Answer)? {
        let isRemembered = typed["remember_me"] != nil && settings.enableRememberMe
        let opening = accounts.opening(in: context, isRemembered: isRemembered, isProved: false)
        switch try await settle(opening, context) {
        case .over: return nil
        case .deactivated:
            context.flash(texts.deactivated, .error)
            return Redirect(settings.signInPath)
        case .needsCode(let token):
            let step = GiveCode(accounts: accounts)
            return step.page(AccountForm(next: typed["next"]), token: token, isRemembered: isRemembered)
        case .signedIn(let known):
            try accounts.enter(opening, in: context, greeting: texts.signedIn(known.username))
            await accounts.tell(.signedIn, SignedIn(user: known.id, isRemembered: isRemembered), in: context)
            return accounts.destination(next: typed["next"], fallback: settings.afterSignIn)
        }
    }

    private func settle(_ opening: Accounts<User>.Opening, _ context: Context) async throws -> Outcome {
        let witness = accounts.witness(in: context)
        let device = accounts.devices.token(in: context)
        let next = UserToken.make()
        return try await context.database.write { [accounts, purpose, token] transaction in
            guard let used = try UserToken.use(token, for: purpose, now: witness.now, in: transaction), let user = used.user,
                let known = try Credentials.find(user, in: transaction),
                try Self.stillHas(used.email, user, in: transaction)
            else { return .over }
            for purpose in TokenPurpose.signIns { try UserToken.revoke(purpose, of: user, in: transaction) }
            guard known.isActive else { return .deactivated }
            if try SecondFactor.isAsked(of: user, on: device, now: witness.now, in: transaction) {
                try UserToken(user: user, email: "").store(
                    next, for: .secondFactor, lifetime: SecondFactor.patience, now: witness.now, in: transaction)
                return .needsCode(next)
            }
            try accounts.open(opening, for: user, in: transaction)
            try witness.note(.signedIn, of: user, known.username, "mail", in: transaction)
            return .signedIn(known)
        }
    }

    /// The address may have become another's, or nobody's, since the mail was sent.
    private static func stillHas(
        _ email: String, _ user: UserID, in transaction: any Transaction
    ) throws(DatabaseError) -> Bool {
        try UserAddress.find(email, in: transaction)?.user == user
    }
}
