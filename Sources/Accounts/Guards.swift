import HTTP
import HTTPTypes
public import Web

extension Accounts {
    /// Lets signed-in users through, and hands over who it is. Others are sent to sign in; a page that was only looked at is
    /// where they come back to, a form that was sent is not sent again behind their back.
    ///
    /// Where addresses are confirmed by mail, the user's is: others are sent to confirm it.
    public var signedIn: Guard<User> {
        Guard(name: "signed in") { context in
            guard let user = try await currentUser.find(in: context) else { throw signInFirst(context) }
            try await askForSecondFactor(of: user, in: context)
            guard settings.confirmsEmail, try await !currentUser.isConfirmed(in: context) else { return user }
            context.flashOnce(texts.confirmFirst, .info)
            throw Refusal(Redirect(settings.resendConfirmationPath))
        }
    }

    /// The same, but for users as well who have not confirmed an address (and may sign in nevertheless:
    /// ``AccountSettings/allowSignInWithoutConfirmedEmail``).
    public var signedInUnconfirmed: Guard<User> {
        Guard(name: "signed in, confirmed or not") { context in
            if let user = try await currentUser.find(in: context) { return user }
            throw signInFirst(context)
        }
    }

    private func signInFirst(_ context: Context) -> any Error {
        guard !context.prefersJSON else { return HTTPError.needsToken(texts.signInFirst) }
        return Refusal(leadToSignIn(context))
    }

    private func leadToSignIn(_ context: Context) -> Redirect {
        context.flashOnce(texts.signInFirst, .info)
        let target = context.request.target
        let isLook = context.request.method == .get || context.request.method == .head
        guard isLook, isLocalRedirectTarget(target) else { return Redirect(settings.signInPath) }
        return Redirect(settings.signInPath + "?next=" + PercentEncoding.encode(target))
    }
}

extension Context {
    /// A text for the next page, unless it waits already: ten refused requests of one page are one text.
    func flashOnce(_ text: Text, _ category: Flash.Category) {
        let flash = Flash(language.string(text), category)
        updateSession { session in
            if !session.flashes.contains(flash) { session.flashes.append(flash) }
        }
    }
}
