import Database
import Mail

extension Credentials {
    /// The account of a mail address: its own, or a further one that is confirmed.
    static func find(byEmail email: String, in transaction: any Transaction) throws(DatabaseError) -> Credentials? {
        guard let address = try UserAddress.find(email, in: transaction), address.isPrimary || address.isConfirmed else {
            return nil
        }
        return try find(address.username, in: transaction)
    }

    /// The account of what was typed at sign-in: a user name or a mail address, whichever there is. A name that can't be anybody's is
    /// looked up all the same: the answer takes as long as for any other.
    static func find(
        typed name: String, _ settings: AccountSettings, in transaction: any Transaction
    ) throws(DatabaseError) -> Credentials? {
        let bounded = String(name.unicodeScalars.prefix(MailAddress.byteLimit + 1))
        if settings.enableUsername || !settings.enableEmail, let known = try find(bounded, in: transaction) { return known }
        return settings.enableEmail ? try find(byEmail: bounded, in: transaction) : nil
    }
}
