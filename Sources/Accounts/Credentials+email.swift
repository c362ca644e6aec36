import Database
import Mail

extension Credentials {
    /// The account of a mail address: its own, or a further one that is confirmed.
    static func find(byEmail email: String, in transaction: any Transaction) throws(DatabaseError) -> Credentials? {
        guard let address = try UserAddress.find(email, in: transaction), address.isPrimary || address.isConfirmed else {
            // As many look-ups as for one that is known: the time is not to tell them apart.
            _ = try find(email, in: transaction)
            return nil
        }
        return try find(address.username, in: transaction)
    }

    /// The account of what was typed at sign-in: a user name or a mail address, whichever there is. A name that can't be anybody's is
    /// looked up all the same, and one that is found as a name as an address too: the answer takes as long for each.
    static func find(
        typed name: String, _ settings: AccountSettings, in transaction: any Transaction
    ) throws(DatabaseError) -> Credentials? {
        let bounded = String(name.unicodeScalars.prefix(MailAddress.byteLimit + 1))
        let byName = settings.enableUsername || !settings.enableEmail ? try find(bounded, in: transaction) : nil
        let byEmail = settings.enableEmail ? try find(byEmail: bounded, in: transaction) : nil
        return byName ?? byEmail
    }
}
