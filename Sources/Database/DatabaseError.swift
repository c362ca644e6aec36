/// What went wrong in a database, with the evidence.
public struct DatabaseError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, as far as a program can do something about it.
    public enum Kind: Sendable, Hashable {
        /// A unique or primary-key constraint; the columns where the engine names them (`users.username`).
        case uniqueViolation(columns: [String])
        /// A row that is named is not there, or is named by others and can't go; the columns that name it, where they are known
        /// (`posts.author_id`).
        case foreignKeyViolation(columns: [String])
        /// A column that may not be null was given none, or null.
        case notNullViolation(column: String)
        /// A `CHECK` of the schema refused the row.
        case checkViolation
        /// Another connection holds the lock and the wait was too long.
        case busy
        /// A write inside `read`.
        case readOnly
        /// The file is not a database, or is damaged.
        case corrupt
        /// The row was changed since the program read it, as its version column tells.
        case stale
        /// A column or value is not what the program expects.
        case decoding
        /// The database can't be reached, or an answer came too late: the request may be tried again.
        case unavailable(retryAfter: Double?)
        /// A commit was sent, and whether it was applied is not known.
        case outcomeUnknown
        /// A statement's parameter has no value, or a value has no parameter: its name (`?2` for the second without a name).
        case parameter(name: String)
        /// The program uses the database wrongly: two statements in one string, `COMMIT` inside a transaction, an engine that is closed.
        case misuse
        /// The schema is newer than the program, or a migration failed.
        case migration
        /// What none of the others is: ``message`` and ``code`` tell.
        case other
    }

    /// What went wrong.
    public var kind: Kind
    /// What happened and, where it helps, what to do.
    public var message: String
    /// The statement; its parameters are left out on purpose: they may be secret.
    public var sql: String?
    /// The engine's own code: SQLite's extended result code, SQLSTATE, …
    public var code: String?
    /// The constraint that was violated, where the engine names it.
    public var constraint: String?

    /// An error of `kind` that says `message`.
    public init(_ kind: Kind, _ message: String, sql: String? = nil, code: String? = nil, constraint: String? = nil) {
        self.kind = kind
        self.message = message
        self.sql = sql
        self.code = code
        self.constraint = constraint
    }

    /// Whether something of the same key is there already.
    public var isUniqueViolation: Bool {
        if case .uniqueViolation = kind { true } else { false }
    }

    /// Whether the same may succeed a little later, or where it can be waited for: nothing was done.
    package var isForLater: Bool {
        switch kind {
        case .busy, .unavailable: true
        default: false
        }
    }

    public var description: String {
        var text = message
        if let code { text += " [\(code)]" }
        if let sql { text += " in: \(sql)" }
        return text
    }
}
