import CSQLite
import Database

extension DatabaseError {
    /// What SQLite says about its latest call on `handle` (https://sqlite.org/rescode.html).
    ///
    /// - Parameters:
    ///   - code: the extended result code.
    ///   - action: what was tried, as "can't …" goes on: for calls without a statement.
    package init(sqlite code: Int32, handle: OpaquePointer?, sql: String? = nil, doing action: String? = nil) {
        let said = String(cString: handle.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
        var message = action.map { "can't \($0): \(said)" } ?? said
        if let advice = Self.advice(code) { message += ". \(advice)" }
        self.init(Self.kind(code, said), message, sql: sql, code: "SQLite \(code)")
    }

    static func transactionControl(_ sql: String) -> DatabaseError {
        DatabaseError(.misuse, "transactions are begun and ended by the engine; inside one use savepoint { … }", sql: sql)
    }

    static var transactionGone: DatabaseError {
        DatabaseError(
            .unavailable(retryAfter: nil),
            "the transaction is gone: SQLite gave it up after an error before (disk full, an I/O error, OR ROLLBACK)")
    }

    private static func kind(_ code: Int32, _ said: String) -> Kind {
        switch code & 0xff {
        case SQLITE_CONSTRAINT: constraint(code, said)
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_READONLY: .readOnly
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_INTERRUPT, SQLITE_NOMEM, SQLITE_PROTOCOL:
            .unavailable(retryAfter: nil)
        case SQLITE_MISUSE: .misuse
        default: .other
        }
    }

    private static func constraint(_ code: Int32, _ said: String) -> Kind {
        switch code {
        case ExtendedCode.uniqueFailed, ExtendedCode.primaryKeyFailed, ExtendedCode.rowIDFailed:
            .uniqueViolation(columns: columns(named: said))
        case ExtendedCode.notNullFailed: .notNullViolation(column: columns(named: said).first ?? "")
        case ExtendedCode.checkFailed: .checkViolation
        case ExtendedCode.foreignKeyFailed: .foreignKeyViolation(columns: [])
        // ON DELETE RESTRICT is a trigger inside SQLite, and tells so by its code.
        case ExtendedCode.triggerFailed where said == "FOREIGN KEY constraint failed": .foreignKeyViolation(columns: [])
        default: .checkViolation
        }
    }

    /// `UNIQUE constraint failed: users.first, users.last` names columns; a unique index on an expression names only itself.
    private static func columns(named said: String) -> [String] {
        guard let colon = said.firstIndex(of: ":") else { return [] }
        let list = said[said.index(after: colon)...]
        guard !list.hasPrefix(" index ") else { return [] }
        return list.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }

    private static func advice(_ code: Int32) -> String? {
        switch code {
        case ExtendedCode.readOnlyDirectory: return "The directory must be writable too: SQLite keeps its journal beside the file"
        case ExtendedCode.readOnlyFileMoved: return "The file was moved or removed while it was open: start again"
        case ExtendedCode.cantOpenDirectory: return "It is a directory"
        default: break
        }
        switch code & 0xff {
        case SQLITE_NOTADB: return "It is another kind of file, or encrypted: nothing was changed"
        case SQLITE_CORRUPT: return "The file is damaged: restore it from a copy"
        case SQLITE_BUSY: return "Another connection holds the lock: try again"
        case SQLITE_INTERRUPT: return "The statement took longer than it may"
        case SQLITE_FULL: return "The disk is full"
        default: return nil
        }
    }
}
