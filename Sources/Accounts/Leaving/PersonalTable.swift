import Database
import FoundationEssentials
import Web

/// A table of the accounts that holds something about a person: what of it goes into an export, and what becomes of it when the account
/// goes. One list for both, so that nothing is exported and then forgotten, or the other way round; a test compares it with the schema.
struct PersonalTable: Sendable {
    /// What becomes of the person's rows when the account goes.
    enum End: Sendable {
        case deleted
        /// They stay, and name nobody any more.
        case unlinked
    }

    /// The part of the export; `nil` for what is of no use to anybody but the site: hashes, sealed secrets.
    var section: String?
    let table: SQLName
    /// What is exported: never a secret, nor the hash of one.
    var columns: [String] = []
    /// Which column says whose a row is.
    var owner: SQLName = "user_id"
    var end = End.deleted
    /// Whether only sites with mail have it.
    var isOfMail = false

    static let all: [PersonalTable] = [
        PersonalTable(
            section: "addresses", table: "user_emails", columns: ["email", "email_confirmed_at"], isOfMail: true),
        PersonalTable(
            section: "sessions", table: "user_sessions",
            columns: ["created_at", "last_seen_at", "expires_at", "is_remembered", "user_agent", "address"]),
        PersonalTable(section: "links", table: "user_tokens", columns: ["purpose", "email", "created_at", "expires_at"]),
        PersonalTable(section: "second_factor", table: "user_totp", columns: ["created_at"]),
        PersonalTable(table: "user_recovery_codes"),
        PersonalTable(
            section: "remembered_devices", table: "user_devices",
            columns: ["user_agent", "address", "created_at", "last_used_at", "expires_at"]),
        PersonalTable(
            section: "passkeys", table: "user_passkeys",
            columns: ["name", "transports", "is_backed_up", "created_at", "last_used_at"]),
        PersonalTable(
            section: "tokens", table: "user_api_tokens",
            columns: ["name", "scopes", "created_at", "expires_at", "last_used_at"]),
        PersonalTable(section: "identities", table: "user_identities", columns: ["issuer", "email", "created_at"]),
        PersonalTable(section: "language", table: "user_languages", columns: ["language"]),
        PersonalTable(section: "deletion", table: "user_deletions", columns: ["asked_at", "due_at"]),
        // Their names are a part of their own.
        PersonalTable(table: "user_roles"),
        PersonalTable(
            section: "invitations", table: "user_invitations", columns: ["email"], owner: "invited_by_user_id",
            end: .unlinked, isOfMail: true),
    ]

    /// The person's rows, as they are exported; `nil` where nothing of the table is, or the site has no such table.
    func rows(of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> [JSONValue]? {
        guard !columns.isEmpty, try isThere(in: transaction) else { return nil }
        return try transaction.query(
            "SELECT \(columns.joined(separator: ", ")) FROM \(table.text) WHERE \(owner.text) = :user", ["user": user]
        ).map { JSONValue($0) }
    }

    func clear(of user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        guard try isThere(in: transaction) else { return }
        let sql =
            switch end {
            case .deleted: "DELETE FROM \(table.text) WHERE \(owner.text) = :user"
            case .unlinked: "UPDATE \(table.text) SET \(owner.text) = NULL WHERE \(owner.text) = :user"
            }
        try transaction.execute(sql, ["user": user])
    }

    private func isThere(in transaction: any Transaction) throws(DatabaseError) -> Bool {
        guard isOfMail else { return true }
        return try transaction.tableExists(table)
    }
}

extension JSONValue {
    /// A row by its columns. Times become ISO 8601, in whatever way they are stored.
    init(_ row: Row, but hidden: Set<String> = []) {
        var members: [String: JSONValue] = [:]
        for (column, value) in zip(row.columns, row.values) where !hidden.contains(column) {
            members[column] = column.hasSuffix("_at") ? Self.time(value) : JSONValue(value)
        }
        self = .object(members)
    }

    init(_ value: Database.Value) {
        switch value {
        case .null: self = .null
        case .integer(let number): self = .integer(number)
        case .real(let number): self = number.isFinite ? .number(number) : .string("\(number)")
        case .text(let text): self = .string(text)
        case .blob(let bytes): self = .string(Data(bytes).base64EncodedString())
        }
    }

    /// Seconds since 1970, of which 0 is never, or a date of the engine's.
    private static func time(_ value: Database.Value) -> JSONValue {
        let date: Date? =
            if case .integer(let seconds) = value { Date(timeIntervalSince1970: Double(seconds)) } else {
                Date(databaseValue: value)
            }
        guard let date else { return JSONValue(value) }
        return date.timeIntervalSince1970 == 0 ? .null : .string(date.formatted(.iso8601))
    }
}
