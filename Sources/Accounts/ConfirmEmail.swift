import Database
import HTTP
import HTTPTypes
import Web

/// Confirming an address by the link that was mailed to it. The link shows a button, and the button confirms: mail scanners and
/// previews open links, and nobody may own an address by their doing.
struct ConfirmEmail<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    /// What a link is about.
    private struct Claim: Sendable {
        let user: UserID
        let username: String
        let email: String
        let purpose: TokenPurpose
    }

    /// How it ended.
    private enum Outcome: Sendable {
        case confirmed(isSignedIn: Bool)
        case changed(old: String?)
        case over
    }

    /// The mails that may go out, written before it is known which will.
    private struct Drafts: Sendable {
        var changed, welcome: Accounts<User>.Draft?
    }

    @Sendable func show(_ context: Context) async throws -> any Answer {
        guard let claim = try await claim(in: context) else { return accounts.linkIsOver(.confirmEmail) }
        return Page(
            settings.confirmEmailTemplate,
            ["action": String(context.request.path), "email": claim.email, "account_name": claim.username])
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        guard let claim = try await claim(in: context) else { return accounts.linkIsOver(.confirmEmail) }
        let opening = accounts.opening(in: context, isProved: false)
        // Somebody who is signed in stays who they are.
        let isVisitor = try await accounts.currentUser.find(in: context) == nil
        let mayEnter = settings.autoSignInAfterConfirm && isVisitor
        switch try await settle(claim, opening, mayEnter: mayEnter, context) {
        case .over: return accounts.linkIsOver(.confirmEmail)
        case .changed(let old):
            context.flash(texts.emailChanged(claim.email), .success)
            let event = EmailChanged(user: claim.user, old: old, new: claim.email)
            await accounts.tell(.changedEmail, event, in: context)
            return Redirect(settings.afterConfirmEmail)
        case .confirmed(let isSignedIn):
            await accounts.tell(.confirmedEmail, EmailConfirmed(user: claim.user, email: claim.email), in: context)
            if isSignedIn {
                try accounts.enter(opening, in: context, greeting: texts.emailConfirmedSignedIn(claim.email))
                return Redirect(settings.afterConfirmEmail)
            }
            accounts.currentUser.forget(in: context)
            context.flash(texts.emailConfirmed(claim.email), .success)
            return Redirect(isVisitor ? settings.signInPath : settings.afterConfirmEmail)
        }
    }

    private func claim(in context: Context) async throws -> Claim? {
        let token = try context.parameters["token"]
        let now = Int(context.environment.now())
        return try await context.database.read { transaction in
            for purpose in [TokenPurpose.confirmEmail, .addEmail, .changeEmail] {
                guard let found = try UserToken.find(token, for: purpose, now: now, in: transaction) else { continue }
                guard let user = found.user else { return nil }
                let name: String? = try transaction.scalar("SELECT username FROM users WHERE id = :id", ["id": user])
                return name.map { Claim(user: user, username: $0, email: found.email, purpose: purpose) }
            }
            return nil
        }
    }

    private func settle(
        _ claim: Claim, _ opening: Accounts<User>.Opening, mayEnter: Bool, _ context: Context
    ) async throws -> Outcome {
        let token = try context.parameters["token"]
        let desk = accounts.desk(in: context)
        let drafts = try await drafts(for: claim, in: context)
        let witness = accounts.witness(in: context)
        return try await accounts.commit(in: context) { transaction -> Outcome in
            guard try UserToken.use(token, for: claim.purpose, now: Int(desk.now), in: transaction) != nil,
                try isFree(claim, in: transaction)
            else { return .over }
            let action = claim.purpose == .changeEmail ? AuditAction.emailChanged : .emailConfirmed
            try witness.note(action, of: claim.user, claim.username, claim.email, in: transaction)
            switch claim.purpose {
            case .changeEmail: return try change(claim, drafts, desk, in: transaction)
            case .addEmail:
                try UserAddress.add(claim.email, to: claim.user, now: Int(desk.now), in: transaction)
                return .confirmed(isSignedIn: false)
            default:
                let isFirst = try confirm(claim, drafts, desk, in: transaction)
                guard isFirst != nil else { return .over }
                guard mayEnter, isFirst == true, try isActive(claim.user, in: transaction),
                    try SecondFactor.find(claim.user, in: transaction) == nil
                else {
                    return .confirmed(isSignedIn: false)
                }
                try accounts.open(opening, for: claim.user, in: transaction)
                return .confirmed(isSignedIn: true)
            }
        }
    }

    /// Somebody else may have confirmed the address since the link was mailed.
    private func isFree(_ claim: Claim, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        guard let holder = try UserAddress.find(claim.email, in: transaction) else { return true }
        return holder.user == claim.user || !(holder.isConfirmed || holder.isPrimary)
    }

    private func change(
        _ claim: Claim, _ drafts: Drafts, _ desk: Accounts<User>.Desk, in transaction: any Transaction
    ) throws -> Outcome {
        let former = try UserAddress.primary(of: claim.user, in: transaction)
        try accounts.changeAddress(of: claim.user, to: claim.email, now: Int(desk.now), in: transaction)
        if former?.isConfirmed == true, let told = drafts.changed { try accounts.post(told, in: transaction, of: desk) }
        return .changed(old: former?.email)
    }

    /// Whether it is the account's first confirmed address; `nil` where the account does not have the address any more.
    private func confirm(
        _ claim: Claim, _ drafts: Drafts, _ desk: Accounts<User>.Desk, in transaction: any Transaction
    ) throws -> Bool? {
        let former = try UserAddress.primary(of: claim.user, in: transaction)
        guard try UserAddress.confirm(claim.email, of: claim.user, now: Int(desk.now), in: transaction) else { return nil }
        let isFirst = former?.isConfirmed == false && former?.email.lowercased() == claim.email.lowercased()
        if isFirst, let welcome = drafts.welcome { try accounts.post(welcome, in: transaction, of: desk) }
        return isFirst
    }

    private func isActive(_ user: UserID, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try transaction.first(
            "SELECT 1 FROM users WHERE id = :id AND is_active = :yes", ["id": user, "yes": true]) != nil
    }

    private func drafts(for claim: Claim, in context: Context) async throws -> Drafts {
        let own = try await context.database.read { try UserAddress.primary(of: claim.user, in: $0) }
        guard let own else { return Drafts() }
        switch claim.purpose {
        case .changeEmail:
            let words = ["new_email": claim.email]
            return Drafts(
                changed: try await accounts.write(
                    .emailChanged, to: own.email, username: own.username, language: own.language, words, in: context))
        case .confirmEmail where settings.sendRegisteredEmail:
            return Drafts(
                welcome: try await accounts.write(
                    .registered, to: own.email, username: own.username, language: own.language, in: context))
        default: return Drafts()
        }
    }
}

extension Accounts {
    /// Puts another confirmed address in place of an account's own. Links that went to the former one are worthless from now on.
    func changeAddress(
        of user: UserID, to email: String, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_emails WHERE email = :email", ["email": email])
        try UserAddress.setPrimary(email, of: user, now: now, in: transaction)
        for purpose in [.resetPassword, .confirmEmail] + TokenPurpose.signIns {
            try UserToken.revoke(purpose, of: user, in: transaction)
        }
        // Where the address is the name, the name goes along.
        guard !settings.enableUsername else { return }
        try transaction.execute("UPDATE users SET username = :email WHERE id = :id", ["email": email, "id": user])
    }
}
