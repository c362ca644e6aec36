import Database
import FoundationEssentials
import Web

/// Everything that is stored about a person, as JSON (GDPR, articles 15 and 20): the row of `users` without the password's hash, what
/// ``PersonalTable`` lists, roles, waiting mails, the audit log, and what the site's own sections give. Times are ISO 8601, in UTC.
struct AccountExport {
    private var content: [String: JSONValue] = [:]

    /// The parts that are there beside those of ``PersonalTable`` and of the site.
    static let ownSections = ["exported_at", "account", "roles", "audit_log", "waiting_mails"]

    init(of user: UserID, now: Int, _ sections: [PersonalSection], in transaction: any Transaction) throws {
        content["exported_at"] = .string(Date(timeIntervalSince1970: Double(now)).formatted(.iso8601))
        let row = try transaction.first("SELECT * FROM users WHERE id = :id", ["id": user])
        content["account"] = row.map { JSONValue($0, but: ["password"]) } ?? .null
        for table in PersonalTable.all {
            guard let section = table.section, let rows = try table.rows(of: user, in: transaction) else { continue }
            content[section] = .array(rows)
        }
        content["roles"] = .array(try UserRoles.names(of: user, in: transaction).sorted().map { .string($0) })
        content["audit_log"] = .array(try Self.log(of: user, in: transaction))
        content["waiting_mails"] = .array(try Self.mails(to: user, in: transaction))
        for section in sections { content[section.name] = try section.export(user, transaction) }
    }

    private static func log(of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> [JSONValue] {
        try transaction.query(
            """
            SELECT happened_at, action, actor, username, address, detail FROM audit_log
            WHERE user_id = :user OR actor_id = :user ORDER BY id
            """, ["user": user]
        ).map { JSONValue($0) }
    }

    /// What they say is sealed: it is mailed to them anyway.
    private static func mails(to user: UserID, in transaction: any Transaction) throws(DatabaseError) -> [JSONValue] {
        var mails: [JSONValue] = []
        for address in try PersonalAddresses.of(user, in: transaction) {
            mails += try transaction.query(
                "SELECT recipient, subject, created_at FROM mail_outbox WHERE lower(recipient) = :email AND state <> 'void'",
                ["email": address]
            ).map { JSONValue($0) }
        }
        return mails
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(JSONValue.object(content)))
    }
}

/// The mail addresses of a person.
enum PersonalAddresses {
    /// In lower case; none where the site has no mail.
    static func of(_ user: UserID, in transaction: any Transaction) throws(DatabaseError) -> [String] {
        guard try transaction.tableExists("mail_outbox") else { return [] }
        return try UserAddress.all(of: user, in: transaction).map { $0.email.lowercased() }
    }
}

/// What a site itself stores about people: its part of the export, and what goes with the account.
struct PersonalSection: Sendable {
    let name: String
    let export: @Sendable (UserID, any Transaction) throws -> JSONValue
    let delete: @Sendable (UserID, any Transaction) throws -> Void
}
