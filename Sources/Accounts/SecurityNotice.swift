import Database
import Web

/// A mail that tells a user of another way into the account, or of one that went: who did not do it themselves hears of it.
struct SecurityNotice<User: UserModel>: Sendable {
    let accounts: Accounts<User>
    let draft: Accounts<User>.Draft
    let desk: Accounts<User>.Desk

    func post(in transaction: any Transaction) throws(DatabaseError) {
        try accounts.post(draft, in: transaction, of: desk)
    }
}

extension Accounts {
    /// A notice, ready to be posted by the transaction of what it tells; `nil` where there is no mail, no address, or notices are off.
    func notice(_ what: Text, to user: User, in context: Context) async throws -> SecurityNotice<User>? {
        guard settings.sendSecurityNoticeEmail else { return nil }
        let draft = try await draft(.securityNotice, toOwnerOf: user, ["what": what], in: context)
        return draft.map { SecurityNotice(accounts: self, draft: $0, desk: desk(in: context)) }
    }
}
