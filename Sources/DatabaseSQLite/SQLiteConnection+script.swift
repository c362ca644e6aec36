import CSQLite
import Database

extension SQLiteConnection {
    /// Runs several statements, separated by semicolons, without parameters; stops at the first that fails.
    ///
    /// They are not a transaction unless one is open.
    public func executeScript(_ sql: String) throws(DatabaseError) {
        let handle = try usableHandle()
        var rest = sql.utf8CString.dropLast()[...]
        while let (statement, consumed) = try next(in: rest, on: handle) {
            rest = rest.dropFirst(consumed)
            if let statement { try run(statement, on: try usableHandle()) }
        }
    }

    private func run(_ statement: SQLiteStatement, on handle: OpaquePointer) throws(DatabaseError) {
        guard !statement.controlsTransaction else { throw .transactionControl(statement.sql) }
        while try statement.step(handle) {}
    }

    /// The next statement of a script, `nil` for a comment, and how many bytes it takes; `nil` at the end.
    private func next(
        in script: ArraySlice<CChar>, on connection: OpaquePointer
    ) throws(DatabaseError) -> (SQLiteStatement?, consumed: Int)? {
        guard !script.isEmpty else { return nil }
        let (code, handle, consumed) = script.withUnsafeBufferPointer { bytes in
            var handle: OpaquePointer?
            var rest: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(connection, bytes.baseAddress, Int32(clamping: bytes.count), 0, &handle, &rest)
            guard let rest, let start = bytes.baseAddress else { return (code, handle, 0) }
            return (code, handle, rest - start)
        }
        guard code == SQLITE_OK else {
            throw DatabaseError(sqlite: code, handle: connection, sql: Self.text(script))
        }
        if let handle { return (SQLiteStatement(handle, sql: Self.text(script.prefix(consumed))), consumed) }
        guard consumed > 0 else { throw DatabaseError(.misuse, "a NUL stands in the script", sql: Self.text(script)) }
        return (nil, consumed)
    }

    private static func text(_ bytes: ArraySlice<CChar>) -> String {
        String(decoding: bytes.lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
