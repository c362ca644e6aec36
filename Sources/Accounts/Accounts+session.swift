import Database
import HTTP
import HTTPTypes
import Web

extension Accounts {
    /// A session to be opened: the parts that a database closure needs, as values.
    struct Opening: Sendable {
        let token = UserSessions.makeToken()
        let visitor: UserSessions.Visitor
        let isRemembered: Bool
        let former: String?
        let now: Int
        /// Whether the password was given for it: a mailed link opens a session that is not fresh.
        let isProved: Bool
        /// Whether a passkey was shown for it: two factors in one.
        let isByPasskey: Bool
        let undoing = Undoing()
    }

    /// Prepares a new session for this visitor, under a new random id: one that the client brought is never taken over.
    func opening(
        in context: Context, isRemembered: Bool = false, isProved: Bool = true, isByPasskey: Bool = false
    ) -> Opening {
        Opening(
            visitor: UserSessions.Visitor(userAgent: context.request.headers[.userAgent], address: context.clientAddress),
            isRemembered: isRemembered, former: context.session.token, now: Int(context.environment.now()),
            isProved: isProved, isByPasskey: isByPasskey)
    }

    /// Adds the row of a prepared session. Who comes back stays: a deletion that was asked for is taken back.
    func open(_ opening: Opening, for user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        opening.undoing.note(try undoDeletion(of: user, opening, in: transaction))
        try sessions.open(
            opening.token, for: user, from: opening.visitor, isRemembered: opening.isRemembered, isProved: opening.isProved,
            isByPasskey: opening.isByPasskey, replacing: opening.former, now: opening.now, in: transaction)
    }

    private func undoDeletion(
        of user: UserID, _ opening: Opening, in transaction: any Transaction
    ) throws(DatabaseError) -> Bool {
        guard try AccountDeletion.find(user, in: transaction) != nil,
            let known = try Credentials.find(user, in: transaction)
        else { return false }
        let witness = AuditWitness(
            actor: nil, name: "", address: opening.visitor.address, now: opening.now, lifetime: settings.auditLifetime)
        return try AccountDeletion.cancel(user, known.username, witness, in: transaction)
    }

    /// Gives the visitor's cookie the id of a session whose row is durable. What the cookie held before, forms' secrets
    /// included, belonged to somebody who was not signed in: it goes.
    func enter(_ opening: Opening, in context: Context, greeting: Text) throws {
        context.updateSession { session in
            session = Session()
            session.token = opening.token
        }
        currentUser.forget(in: context)
        if opening.isRemembered {
            try remembering.keep(opening.token, in: context)
        } else {
            remembering.remove(in: context)
        }
        context.flash(greeting, .success)
        if opening.undoing.hasHappened { context.flash(texts.accountStays, .info) }
    }

    /// Takes sign-in away from the visitor's cookies.
    func leave(in context: Context) {
        context.updateSession { $0 = Session() }
        remembering.remove(in: context)
        currentUser.forget(in: context)
    }

    /// Where a form leads: to its `next` where that is a path of this site, else to `fallback`.
    func destination(next: String?, fallback: String) -> Redirect {
        Redirect(next.flatMap { isLocalRedirectTarget($0) ? $0 : nil } ?? fallback)
    }

    /// For pages that are of no use to somebody who is signed in: where to send them; `nil` for other visitors.
    func sendAway(_ context: Context, next: String?) async throws -> Redirect? {
        guard settings.sendSignedInAway, try await currentUser.find(in: context) != nil else { return nil }
        return destination(next: next, fallback: settings.afterSignIn)
    }
}
