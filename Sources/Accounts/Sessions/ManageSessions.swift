import Database
import HTTPTypes
import Web

/// Where a user is signed in: device, address and time of each session, the current one marked. One can be ended, or all others.
struct ManageSessions<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        let now = Int(context.environment.now())
        let listed = try await context.database.read { try UserSessions.list(of: user.id, now: now, in: $0) }
        let key = context.session.token.map { UserSessions.key(of: $0) }
        var form = AccountForm()
        form.show("account_name", user.username)
        form.show("sessions", listed.map { accounts.variables(of: $0, isCurrent: $0.key == key) })
        if listed.contains(where: { $0.key != key }) { form.show("has_others", true) }
        return form.page(accounts.settings.sessionsTemplate, texts)
    }

    /// Ends the session of the form's `session`, or with `others` all but this one.
    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        let witness = accounts.witness(user, in: context)
        guard let key = context.session.token.map({ UserSessions.key(of: $0) }) else { throw HTTPError(.forbidden) }
        if typed["others"] != nil {
            try await context.database.write { transaction in
                let count = try UserSessions.closeOthers(of: user.id, but: key, in: transaction)
                try witness.note(.sessionsEnded, of: user.id, user.username, "\(count)", in: transaction)
            }
            context.flash(texts.otherSessionsEnded, .success)
            return Redirect(accounts.settings.sessionsPath)
        }
        let handle = typed["session"] ?? ""
        let device = try await context.database.write { transaction -> Device? in
            let device = try UserSessions.end(handle, of: user.id, now: witness.now, in: transaction)
            if let device { try witness.note(.sessionEnded, of: user.id, user.username, device.description, in: transaction) }
            return device
        }
        if let device { context.flash(texts.sessionEnded(device), .success) }
        guard key.hasPrefix(handle), device != nil else { return Redirect(accounts.settings.sessionsPath) }
        accounts.leave(in: context)
        return Redirect(accounts.settings.afterSignOut)
    }
}

extension Accounts {
    /// A session for a template.
    func variables(of session: UserSessions.Listed, isCurrent: Bool) -> [String: any Sendable] {
        [
            "handle": session.handle, "device": Device(userAgent: session.userAgent).text, "address": session.address,
            "began": texts.moment(session.began), "last_seen": texts.moment(session.lastSeen),
            "is_remembered": session.isRemembered, "is_current": isCurrent,
        ]
    }
}
