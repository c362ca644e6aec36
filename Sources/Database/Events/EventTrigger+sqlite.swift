extension EventTrigger {
    /// Nothing but functions that every SQLite has: the program that writes may be another one, and may not trust the schema.
    var sqlite: String {
        let values = [
            Self.sqliteID, Self.literal(table.text), key(for: .sqlite), Self.literal(kind.rawValue), Self.sqliteNow,
            records.old.map(sqliteObject) ?? "NULL", records.new.map(sqliteObject) ?? "NULL",
        ]
        var body = """
                INSERT INTO satchel_events (id, table_name, row_id, kind, created_at, old_values, new_values)
                VALUES (\(values.joined(separator: ", ")));
            """
        // The event's own number: one program writes at a time, and numbers grow.
        let number = "(SELECT max(number) FROM satchel_events)"
        for delivery in deliveries {
            body += """

                    INSERT INTO satchel_tasks (id, kind, payload, priority, state, due_at, attempts, created_at, lane, lane_order)
                    VALUES (\(Self.sqliteID), \(Self.literal(delivery)), CAST(\(number) AS TEXT), 0, 'pending', 0, 0,
                        \(Self.sqliteNow), \(lane(for: .sqlite)), \(number));
                """
        }
        let name = name.quoted(for: .sqlite)
        return "CREATE TRIGGER \(name) AFTER \(kind.rawValue) ON \(table.quoted(for: .sqlite))\nBEGIN\n\(body)\nEND"
    }

    /// An object of JSON, written by hand: before 3.41 SQLite holds its JSON functions to be unsafe where the schema is not trusted
    /// (<https://www.sqlite.org/pragma.html#pragma_trusted_schema>). Control characters but for the ends of lines stay as they are:
    /// ``RecordedValues`` reads them.
    private func sqliteObject(_ record: String) -> String {
        let pairs = recording.map { recorded in
            let name = String(recorded.column.text.flatMap { $0 == "\\" || $0 == "\"" ? "\\\($0)" : "\($0)" })
            let value = Self.sqliteValue("\(record).\(recorded.column.quoted(for: .sqlite))")
            return "\(Self.literal("\"\(name)\":")) || \(value)"
        }
        return "'{' || \(pairs.joined(separator: " || ',' || ")) || '}'"
    }

    /// 17 digits tell every number from every other; what is no finite number is a text.
    private static func sqliteValue(_ value: String) -> String {
        let escapes = [
            (#"'\'"#, #"'\\'"#), (#"'"'"#, #"'\"'"#), ("char(10)", #"'\n'"#), ("char(13)", #"'\r'"#), ("char(9)", #"'\t'"#),
        ]
        let text = escapes.reduce(value) { "replace(\($0), \($1.0), \($1.1))" }
        return """
            CASE typeof(\(value)) WHEN 'null' THEN 'null' WHEN 'integer' THEN CAST(\(value) AS TEXT) \
            WHEN 'real' THEN CASE WHEN abs(\(value)) < 9e999 THEN printf('%!.17g', \(value)) ELSE '"' || \(value) || '"' END \
            WHEN 'blob' THEN '"' || hex(\(value)) || '"' ELSE '"' || \(text) || '"' END
            """
    }

    private static let sqliteNow = "CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER)"

    /// A UUID of version 7 (RFC 9562, section 5.7).
    private static let sqliteID = """
        substr(printf('%012x', \(sqliteNow)), 1, 8) || '-' || substr(printf('%012x', \(sqliteNow)), 9) || '-7' \
        || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', 1 + (random() & 3), 1) \
        || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))
        """
}

extension EventTrigger {
    /// The row's key as text.
    func key(for dialect: Dialect) -> String {
        "CAST(\(keyRecord).\(idColumn.quoted(for: dialect)) AS \(dialect == .mysql ? "CHAR" : "TEXT"))"
    }

    /// The row, as the tasks know it that must not overtake one another. Of very long keys only the beginning counts: two rows in one
    /// lane wait for each other, which harms nobody.
    func lane(for dialect: Dialect) -> String {
        let table = Self.literal(String(String.UnicodeScalarView(table.text.unicodeScalars.prefix(60))) + " ")
        return "\(table) || substr(\(key(for: dialect)), 1, 120)"
    }
}
