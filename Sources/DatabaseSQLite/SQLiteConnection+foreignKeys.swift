import Database

extension SQLiteConnection {
    public func withoutForeignKeys<Success>(_ body: () throws -> Success) throws -> Success {
        _ = try usableHandle()
        let before = try orphans()
        enforceForeignKeys(false)
        defer { enforceForeignKeys(true) }
        let success = try body()
        // Only what this body has done is its fault.
        let new = try orphans().subtracting(before)
        guard new.isEmpty else {
            let columns = Set(new.map(\.column)).sorted()
            throw DatabaseError(
                .foreignKeyViolation(columns: columns),
                "\(new.count) rows would name rows that are not there, in \(columns.joined(separator: ", "))")
        }
        return success
    }

    private struct Orphan: Hashable {
        let column: String
        let row: Int64
    }

    /// https://sqlite.org/pragma.html#pragma_foreign_key_check
    private func orphans() throws(DatabaseError) -> Set<Orphan> {
        let sql = """
            SELECT found."table" || '.' || key."from", coalesce(found.rowid, 0) FROM pragma_foreign_key_check() AS found
            JOIN pragma_foreign_key_list(found."table") AS key ON key.id = found.fkid
            """
        var orphans: Set<Orphan> = []
        for row in try query(sql, .none) { orphans.insert(Orphan(column: try row.get(at: 0), row: try row.get(at: 1))) }
        return orphans
    }
}
