import CSQLite
import Database

extension SQLiteStatement {
    /// Gives every parameter its value; one without a value and a value without a parameter are refused by name.
    func bind(_ parameters: Parameters) throws(DatabaseError) {
        try parameterNames.arrange(parameters, of: sql) { value, index throws(DatabaseError) in try bind(value, at: index) }
    }

    private func bind(_ value: Value, at index: Int) throws(DatabaseError) {
        let place = Int32(index + 1)
        let code =
            switch value {
            case .null: sqlite3_bind_null(handle, place)
            case .integer(let integer): sqlite3_bind_int64(handle, place, integer)
            case .real(let real): sqlite3_bind_double(handle, place, real)
            case .text(let text): bind(text, at: place)
            case .blob(let bytes): bind(bytes, at: place)
            }
        guard code == SQLITE_OK else {
            throw DatabaseError(sqlite: code, handle: sqlite3_db_handle(handle), sql: sql)
        }
    }

    private func bind(_ text: String, at place: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                return sqlite3_bind_text(handle, place, "", 0, csqlite_transient())  // a null pointer would bind NULL
            }
            return UnsafeRawPointer(start).withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                sqlite3_bind_text64(
                    handle, place, $0, UInt64(bytes.count), csqlite_transient(), UInt8(SQLITE_UTF8))
            }
        }
    }

    private func bind(_ bytes: [UInt8], at place: Int32) -> Int32 {
        guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, place, 0) }
        return bytes.withUnsafeBytes {
            sqlite3_bind_blob64(handle, place, $0.baseAddress, UInt64($0.count), csqlite_transient())
        }
    }
}
