import CSQLite
import Database

/// A prepared statement, with what is asked about it at each use.
final class SQLiteStatement: CachedStatement {
    let sql: String
    let handle: OpaquePointer
    /// The names of its parameters without their sign; `nil` for a bare `?`.
    let parameterNames: ParameterNames
    let controlsTransaction: Bool
    /// When the cache handed it out last.
    var lastUse: UInt64 = 0

    private var columns: [String] = []
    private var columnsKnown = false
    private var preparations: Int32 = 0

    convenience init(_ sql: String, on connection: OpaquePointer) throws(DatabaseError) {
        self.init(try Self.prepare(sql, on: connection), sql: sql)
    }

    /// Takes over a handle that was compiled from `sql`.
    init(_ handle: OpaquePointer, sql: String) {
        self.sql = sql
        self.handle = handle
        parameterNames = ParameterNames(Self.parameterNames(of: handle))
        controlsTransaction = Self.controlsTransaction(sql)
    }

    deinit { sqlite3_finalize(handle) }

    var isBusy: Bool { sqlite3_stmt_busy(handle) != 0 }

    /// Moves to the next row.
    ///
    /// - Returns: whether there is one.
    func step(_ connection: OpaquePointer) throws(DatabaseError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw DatabaseError(sqlite: code, handle: connection, sql: sql)
        }
    }

    /// Ends a run; the values that were bound are let go at once, for they may be large or secret.
    func reset() {
        sqlite3_reset(handle)
        if !parameterNames.isEmpty { sqlite3_clear_bindings(handle) }
    }

    /// The row that ``step(_:)`` stands on.
    func row() -> Row {
        let columns = columnNames()
        let values = [Value](unsafeUninitializedCapacity: columns.count) { buffer, count in
            while count < columns.count {
                (buffer.baseAddress.map { $0 + count })?.initialize(to: value(at: Int32(count)))
                count += 1
            }
        }
        return Row(columns: columns, values: values)
    }

    private func value(at index: Int32) -> Value {
        switch sqlite3_column_type(handle, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, index))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(handle, index))
        case SQLITE_TEXT:
            let bytes = sqlite3_column_text(handle, index)
            let count = Int(sqlite3_column_bytes(handle, index))
            return .text(String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            let bytes = sqlite3_column_blob(handle, index)
            return .blob(Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, index)))))
        default: return .null
        }
    }

    /// The names, made once; again after SQLite has compiled the statement anew because the schema changed.
    private func columnNames() -> [String] {
        let now = sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_REPREPARE, 0)
        if columnsKnown, now == preparations { return columns }
        columns = (0..<sqlite3_column_count(handle)).map { index in
            sqlite3_column_name(handle, index).map { String(cString: $0) } ?? ""
        }
        (columnsKnown, preparations) = (true, now)
        return columns
    }
}
