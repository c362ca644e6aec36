import Database
import Logging
import Web

/// Who is behind a request: looked up once, and only where the visitor has a session at all.
struct CurrentUser<User: UserModel>: Sendable {
    let sessions: UserSessions
    let remembering: RememberCookie
    /// The role of those who run the site; `nil` where there are no pages for them.
    let adminRole: String?

    /// What is kept for the rest of the request: that nobody is signed in is worth keeping too.
    private struct Found: ContextKey {
        typealias Value = Found
        let user: User?
        var isConfirmed = false
        var provedAt = 0
        var hasShownPasskey = false
        var isAdmin = false
        /// Whether the request brought a token of theirs.
        var isProgram = false
    }

    /// The user's roles, once a guard has asked.
    private struct Roles: ContextKey {
        typealias Value = Set<String>
    }

    /// The signed-in user; `nil` for a visitor without a session, with one that is over, or whose account is gone or switched off.
    func find(in context: Context) async throws -> User? {
        if let found = context[Found.self] { return found.user }
        let live = try await lookUp(in: context)
        if let language = live?.language { context.chooseLanguage(language) }
        context[Found.self] = Found(
            user: live?.user, isConfirmed: live?.isConfirmed ?? false, provedAt: live?.provedAt ?? 0,
            hasShownPasskey: (live?.passkeyAt ?? 0) > 0, isAdmin: live?.hasRole ?? false)
        return live?.user
    }

    /// Whether the signed-in user's own address is confirmed.
    func isConfirmed(in context: Context) async throws -> Bool {
        _ = try await find(in: context)
        return context[Found.self]?.isConfirmed ?? false
    }

    /// When the visitor gave the password of the session last, in seconds since 1970.
    func provedAt(in context: Context) async throws -> Int {
        _ = try await find(in: context)
        return context[Found.self]?.provedAt ?? 0
    }

    /// Whether a passkey was shown for the session.
    func hasShownPasskey(in context: Context) async throws -> Bool {
        _ = try await find(in: context)
        return context[Found.self]?.hasShownPasskey ?? false
    }

    /// Whether the signed-in user has the role of those who run the site.
    func isAdmin(in context: Context) async throws -> Bool {
        _ = try await find(in: context)
        return context[Found.self]?.isAdmin ?? false
    }

    /// Whether a program asks, with a token of its user's.
    func isProgram(in context: Context) -> Bool { context[Found.self]?.isProgram ?? false }

    /// The roles of the signed-in user as they are now; none for other visitors.
    func roles(in context: Context) async throws -> Set<String> {
        if let roles = context[Roles.self] { return roles }
        guard let user = try await find(in: context) else { return [] }
        let roles = try await context.database.read { try UserRoles.names(of: user.id, in: $0) }
        context[Roles.self] = roles
        return roles
    }

    /// Makes somebody the one who is signed in, for this request: the owner of a token that it brought.
    func keep(_ user: User, isConfirmed: Bool, in context: Context) {
        context[Found.self] = Found(user: user, isConfirmed: isConfirmed, isProgram: true)
        context[Roles.self] = nil
    }

    /// Forgets what was found: who is signed in has changed in the middle of a request.
    func forget(in context: Context) {
        context[Found.self] = nil
        context[Roles.self] = nil
    }

    private func lookUp(in context: Context) async throws -> LiveSession<User>? {
        guard let token = context.session.token ?? remembering.token(in: context) else { return nil }
        let now = Int(context.environment.now())
        let key = UserSessions.key(of: token)
        let found: LiveSession<User>? = try await context.database.readBriefly {
            [role = adminRole ?? ""] in try LiveSession.find(key, role: role, now: now, in: $0)
        }
        guard let live = found else {
            context.updateSession { if $0.token == token { $0.token = nil } }
            remembering.remove(in: context)
            return nil
        }
        if context.session.token == nil { context.updateSession { $0.token = token } }
        await note(live, key: key, now: now, in: context)
        return live
    }

    /// Moves the idle time-out on. That it could not be written is no reason to refuse a page.
    private func note(_ live: LiveSession<User>, key: String, now: Int, in context: Context) async {
        guard now - live.lastSeen >= max(1, sessions.touchInterval) else { return }
        do {
            try await context.database.write { [sessions] transaction in
                try sessions.touch(key, end: live.end, isRemembered: live.isRemembered, now: now, in: transaction)
            }
        } catch {
            context.logger.warning("a session's last use could not be noted", metadata: ["error": "\(error)"])
        }
    }
}
