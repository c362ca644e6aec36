import Database

extension Credentials {
    /// The account of a mail address: its own, or a further one that is confirmed.
    static func find(byEmail email: String, in transaction: any Transaction) throws(DatabaseError) -> Credentials? {
        guard let address = try UserAddress.find(email, in: transaction), address.isPrimary || address.isConfirmed else {
            return nil
        }
        return try find(address.username, in: transaction)
    }
}
