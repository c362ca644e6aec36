import HTTP
import HTTPTypes
public import Web

extension Accounts {
    /// Lets those through whom `guard` lets through and who gave their password lately (``AccountSettings/freshTime``): for pages
    /// where a browser that was left open must not be enough. Others are asked for it, and come back.
    ///
    ///     app.get("/payout", requiring: users.fresh()) { _, user in … }
    ///     app.get("/desk", requiring: users.fresh(users.rolesRequired("editor"))) { _, user in … }
    ///
    /// A form may be sent for as long again: who was shown it has the time to fill it in.
    ///
    /// - Parameter guard: ``signedIn`` where none is given.
    public func fresh(_ guard: Guard<User>? = nil) -> Guard<User> {
        let entrance = `guard` ?? signedIn
        return Guard(name: entrance.name + ", password given lately", access: entrance.access) { context in
            let user = try await entrance.check(context)
            let isLook = context.request.method == .get || context.request.method == .head
            let age = Int(context.environment.now()) - (try await currentUser.provedAt(in: context))
            guard age >= settings.freshTime * (isLook ? 1 : 2) else { return user }
            let target = context.request.target
            guard isLook, isLocalRedirectTarget(target) else { throw Refusal(Redirect(settings.confirmPasswordPath)) }
            throw Refusal(Redirect(settings.confirmPasswordPath + "?next=" + PercentEncoding.encode(target)))
        }
    }
}
