import Database
import OpenID
import Web

/// How a user can still sign in once one of the ways is taken away: asked before it goes, so that nobody locks the door behind themselves.
struct WaysIn: Sendable {
    let settings: AccountSettings
    /// The providers that the site knows now: being linked with another one lets nobody in.
    let issuers: Set<String>
    /// Whether passkeys work here at all.
    let takesPasskeys: Bool

    /// - Parameter key: of the identity or the passkey that is to go.
    func remain(for user: UserID, without key: String, in transaction: any Transaction) throws -> Bool {
        if try Credentials.find(user, in: transaction)?.passwordHash.isEmpty == false { return true }
        let linked = try LinkedIdentity.list(of: user, in: transaction)
        if linked.contains(where: { $0.key != key && issuers.contains($0.issuer) }) { return true }
        if takesPasskeys, try Passkey.list(of: user, in: transaction).contains(where: { $0.key != key }) { return true }
        return try getsMail(user, in: transaction)
    }

    /// By a mailed link, or by one to a new password.
    private func getsMail(_ user: UserID, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        guard settings.enableEmail, settings.enableForgotPassword || settings.mailedSignIn != .off else { return false }
        guard let address = try UserAddress.primary(of: user, in: transaction) else { return false }
        return address.isConfirmed || !settings.confirmsEmail
    }
}

extension Accounts {
    func waysIn(in context: Context) -> WaysIn {
        WaysIn(
            settings: settings, issuers: Set(identities.clients.map(\.provider.issuer)),
            takesPasskeys: relyingParty(in: context) != nil)
    }
}
