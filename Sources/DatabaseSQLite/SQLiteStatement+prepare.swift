import CSQLite
import Database

extension SQLiteStatement {
    /// Compiles exactly one statement.
    static func prepare(_ sql: String, on connection: OpaquePointer) throws(DatabaseError) -> OpaquePointer {
        var text = sql
        var handle: OpaquePointer?
        let (code, hasMore) = text.withUTF8 { bytes in
            var rest: UnsafePointer<CChar>?
            let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
            let code = sqlite3_prepare_v3(
                connection, start, Int32(clamping: bytes.count), UInt32(SQLITE_PREPARE_PERSISTENT), &handle, &rest)
            guard code == SQLITE_OK, let start, let rest else { return (code, false) }
            return (code, hasStatement(rest, before: start + bytes.count, on: connection))
        }
        guard code == SQLITE_OK else { throw DatabaseError(sqlite: code, handle: connection, sql: sql) }
        guard let handle else { throw DatabaseError(.misuse, "there is no statement in the string", sql: sql) }
        guard !hasMore else {
            sqlite3_finalize(handle)
            throw DatabaseError(.misuse, "one statement at a time: there is more after the first", sql: sql)
        }
        return handle
    }

    /// Whether more than blanks, comments and semicolons follow. Only SQLite knows what a comment is, so it is asked.
    private static func hasStatement(
        _ start: UnsafePointer<CChar>, before end: UnsafePointer<CChar>, on connection: OpaquePointer
    ) -> Bool {
        var position = start
        while position < end {
            var handle: OpaquePointer?
            var rest: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v3(connection, position, Int32(clamping: end - position), 0, &handle, &rest)
            sqlite3_finalize(handle)
            guard code == SQLITE_OK, handle == nil, let rest, rest > position else { return true }
            position = rest
        }
        return false
    }

    static func parameterNames(of handle: OpaquePointer) -> [String?] {
        let count = sqlite3_bind_parameter_count(handle)
        guard count > 0 else { return [] }
        return (1...count).map { index in
            guard let name = sqlite3_bind_parameter_name(handle, index) else { return nil }
            return name[0] == CChar(UInt8(ascii: "?")) ? nil : String(cString: name + 1)
        }
    }
}
