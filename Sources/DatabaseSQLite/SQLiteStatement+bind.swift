import CSQLite
import Database

extension SQLiteStatement {
    /// Gives every parameter its value; one without a value and a value without a parameter are refused by name.
    func bind(_ parameters: Parameters) throws(DatabaseError) {
        switch parameters {
        case .positional(let values): try bind(values)
        case .named(let values): try bind(values)
        }
    }

    private func bind(_ values: [Value]) throws(DatabaseError) {
        if let name = parameterNames.first(where: { $0 != nil }) ?? nil {
            throw refusal(name, "the parameter :\(name) has a name: give its value by name")
        }
        let count = parameterNames.count
        guard values.count == count else {
            let text = "the statement has \(count) parameters and was given \(values.count) values"
            throw refusal("?\(min(count, values.count) + 1)", text)
        }
        for index in values.indices { try bind(values[index], at: index) }
    }

    private func bind(_ values: [(name: String, value: Value)]) throws(DatabaseError) {
        for (index, name) in parameterNames.enumerated() {
            guard let name else {
                throw refusal("?\(index + 1)", "the statement mixes ? with values by name: give every parameter a name")
            }
            guard let position = position(of: name, in: values, likely: index) else {
                throw refusal(name, "no value was given for the parameter :\(name)")
            }
            try bind(values[position].value, at: index)
        }
        guard values.count != parameterNames.count else { return }
        if let surplus = values.first(where: { !parameterNames.contains($0.name) }) {
            throw refusal(surplus.name, "a value was given for :\(surplus.name), which is not in the statement")
        }
        throw refusal(values[0].name, "a parameter was given two values")
    }

    /// Most callers give the values in the statement's order: look there first.
    private func position(of name: String, in values: [(name: String, value: Value)], likely: Int) -> Int? {
        if likely < values.count, values[likely].name == name { return likely }
        return values.firstIndex { $0.name == name }
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

    private func refusal(_ name: String, _ message: String) -> DatabaseError {
        DatabaseError(.parameter(name: name), message, sql: sql)
    }
}
