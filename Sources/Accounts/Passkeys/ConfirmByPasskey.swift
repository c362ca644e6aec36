import Database
import HTTP
import HTTPTypes
import Web
import WebAuthn

/// A passkey in place of the password, where a page asks who is there now.
struct ConfirmByPasskey<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    @Sendable func options(_ context: Context, _ user: User) async throws -> any Answer {
        guard let site = accounts.relyingParty(in: context), let session = context.session.token else {
            throw HTTPError(.notFound)
        }
        // Who is asked is known, and sees their own.
        let known = try await context.database.read { try Passkey.list(of: user.id, in: $0) }
        return JSON(
            PasskeyRequest(
                challenge: PasskeyChallenge.make(for: .confirm, session: session, in: context), rpId: site.id,
                allowCredentials: known.map(PasskeyDescriptor.init)))
    }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        guard let site = accounts.relyingParty(in: context), let session = context.session.token else {
            throw HTTPError(.notFound)
        }
        let json = typed["credential"] ?? ""
        switch try await accounts.check(json, for: .confirm, session: session, of: user.id, by: site, in: context) {
        case .failure(let refusal): try await accounts.note(refusal, in: context)
        case .success(let shown):
            let now = Int(context.environment.now())
            let isDone = try await context.database.write { transaction in
                guard try shown.count(now: now, in: transaction) else { return false }
                try UserSessions.proveByPasskey(UserSessions.key(of: session), now: now, in: transaction)
                return true
            }
            if isDone { return accounts.destination(next: typed["next"], fallback: accounts.settings.afterSignIn) }
        }
        var form = AccountForm(next: typed["next"])
        form.refuse(accounts.texts.passkeyUnknown)
        return try await ConfirmPassword(accounts: accounts).page(form, user, context, .unprocessableContent)
    }
}
