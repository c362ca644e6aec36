import Database
import HTTPTypes
import Logging
public import Web

extension Accounts {
    /// Lets programs through that bring a personal token with this scope (`Authorization: Bearer`), and hands over whose it is. What
    /// the guard for people asks of its owner (a confirmed address, a role, a second factor) is asked here too. People whom `guard`
    /// lets through are welcome as well.
    ///
    ///     app.get("/api/notes", requiring: users.accepting(token: "notes:read")) { _, user in JSON(…) }
    ///     app.get("/api/desk", requiring: users.accepting(token: "desk", users.rolesRequired("editor"))) { _, user in … }
    ///
    /// - Parameters:
    ///   - scope: one of ``AccountSettings/tokenScopes``; another name is the program's mistake.
    ///   - guard: ``signedIn`` where none is given.
    public func accepting(token scope: String, _ guard: Guard<User>? = nil) -> Guard<User> {
        let entrance = `guard` ?? signedIn
        let checked = known(scope)
        return Guard(
            name: "\(entrance.name), or a token for \(checked)", access: RouteAccess(tokenScope: checked)
        ) { context in
            if context.presentsBearer { try await bring(checked, in: context) }
            return try await entrance.check(context)
        }
    }

    /// The same for programs alone: no cookie is looked at.
    public func token(_ scope: String, _ guard: Guard<User>? = nil) -> Guard<User> {
        let entrance = `guard` ?? signedIn
        let checked = known(scope)
        return Guard(
            name: "token for \(checked)", access: RouteAccess(takesSession: false, tokenScope: checked)
        ) { context in
            guard context.presentsBearer else { throw HTTPError.needsToken(texts.tokenNeeded) }
            try await bring(checked, in: context)
            return try await entrance.check(context)
        }
    }

    private func known(_ scope: String) -> String {
        precondition(settings.allTokenScopes.contains { $0.name == scope }, "“\(scope)” is not among the settings' tokenScopes")
        return scope
    }

    /// Makes the owner of the request's token the one who is signed in, for this request.
    private func bring(_ scope: String, in context: Context) async throws {
        let now = Int(context.environment.now())
        guard settings.enableTokens, let token = context.bearerToken.flatMap({ TokenText($0) }),
            let live = try await context.database.readBriefly({ try LiveToken<User>.find(token.key, now: now, in: $0) })
        else { throw HTTPError.needsToken(texts.tokenIsOver, error: "invalid_token") }
        guard live.scopes.contains(scope) else { throw HTTPError.lacksScope(scope, texts.scopeMissing(scope)) }
        currentUser.keep(live.user, isConfirmed: live.isConfirmed, in: context)
        guard now - live.lastUsed >= APIToken.touchInterval else { return }
        do {
            try await context.database.write { try APIToken.touch(token.key, now: now, in: $0) }
        } catch {
            context.logger.warning("a token's last use could not be noted", metadata: ["error": "\(error)"])
        }
    }
}

extension HTTPError {
    /// 401, and what is asked for (RFC 6750 section 3).
    static func needsToken(_ message: Text, error: String? = nil) -> HTTPError {
        HTTPError(.unauthorized, message, headers: [.wwwAuthenticate: "Bearer" + (error.map { " error=\"\($0)\"" } ?? "")])
    }

    /// 403: a good token, for something else.
    static func lacksScope(_ scope: String, _ message: Text) -> HTTPError {
        HTTPError(
            .forbidden, message,
            headers: [.wwwAuthenticate: "Bearer error=\"insufficient_scope\", scope=\"\(scope)\""])
    }
}
