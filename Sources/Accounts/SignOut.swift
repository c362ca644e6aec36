import Database
import Web

/// Signing out: a button, because a link that changes something can be followed by anybody's page.
struct SignOut<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    /// The page with the button, for who typed the address or follows an old link.
    @Sendable func show(_ context: Context) async throws -> any Answer {
        guard try await accounts.user(in: context) != nil else { return Redirect(accounts.settings.afterSignOut) }
        return Page(accounts.settings.signOutTemplate)
    }

    /// Deletes the session's row first: once the answer is out, no copy of the cookie is worth anything. So it is for somebody
    /// whose account is switched off: switched on again, it must not open to an old copy.
    @Sendable func submit(_ context: Context) async throws -> any Answer {
        let tokens = Set([context.session.token, accounts.remembering.token(in: context)].compactMap(\.self))
        guard !tokens.isEmpty else { return Redirect(accounts.settings.afterSignOut) }
        // After the tokens: of a session that is over this lets go.
        let user = try await accounts.user(in: context)
        let witness = accounts.witness(in: context)
        try await context.database.write { transaction in
            for token in tokens { try UserSessions.close(token, in: transaction) }
            if let user { try witness.note(.signedOut, of: user.id, user.username, in: transaction) }
        }
        accounts.leave(in: context)
        if let user { await accounts.tell(.signedOut, SignedOut(user: user.id), in: context) }
        context.flash(accounts.texts.signedOut, .info)
        return Redirect(accounts.settings.afterSignOut)
    }
}
