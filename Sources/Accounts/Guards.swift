import HTTP
import HTTPTypes
public import Web

extension Accounts {
    /// Lets signed-in users through, and hands over who it is. Others are sent to sign in; a page that was only looked at is
    /// where they come back to, a form that was sent is not sent again behind their back.
    public var signedIn: Guard<User> {
        Guard(name: "signed in") { context in
            if let user = try await currentUser.find(in: context) { return user }
            throw Refusal(signInFirst(context))
        }
    }

    private func signInFirst(_ context: Context) -> Redirect {
        context.flashOnce(texts.signInFirst, .info)
        let target = context.request.target
        let isLook = context.request.method == .get || context.request.method == .head
        guard isLook, isLocalRedirectTarget(target) else { return Redirect(settings.signInPath) }
        return Redirect(settings.signInPath + "?next=" + PercentEncoding.encode(target))
    }
}

extension Context {
    /// A text for the next page, unless it waits already: ten refused requests of one page are one text.
    func flashOnce(_ text: String, _ category: Flash.Category) {
        updateSession { session in
            let flash = Flash(text, category)
            if !session.flashes.contains(flash) { session.flashes.append(flash) }
        }
    }
}
