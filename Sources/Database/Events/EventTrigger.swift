/// The trigger that records one kind of change of one table, for all who listen to it.
struct EventTrigger: Sendable {
    let table: SQLName
    let idColumn: SQLName
    let kind: RowEvent.Kind
    /// In the order of their names.
    let recording: [RecordedColumn]
    /// The kinds of the tasks by which it is delivered, in order.
    let deliveries: [String]

    /// Says everything that the trigger does: another declaration has another name, so that the catalogue alone tells what is to be
    /// made and what to be removed. 30 characters, on any engine.
    var name: SQLName {
        let columns = recording.map { "\($0.column) \($0.form)" }
        let parts = [Self.edition, table.text, idColumn.text, kind.rawValue] + columns + [""] + deliveries
        return SQLName(stringLiteral: Self.prefix + Self.fingerprint(parts.joined(separator: "\u{1}")))
    }

    static let prefix = "satchel_event_"
    /// Counts the ways in which this program writes its triggers.
    private static let edition = "2"

    /// FNV-1a, 64 bits: the same on every machine and in every build.
    private static func fingerprint(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// Statements in order; on PostgreSQL names are of the schema `schema`, whatever the search path of the program that writes.
    func statements(for dialect: Dialect, schema: String) -> [String] {
        switch dialect {
        case .sqlite: [sqlite]
        case .postgres: postgres(schema)
        case .mysql: [mysql]
        }
    }

    /// A text as a literal of SQL: backslashes escape nothing in any of this project's sessions.
    static func literal(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    /// Where the row's key is read.
    var keyRecord: String { kind == .delete ? "OLD" : "NEW" }

    /// What recorded values come from, before and after.
    var records: (old: String?, new: String?) {
        guard !recording.isEmpty else { return (nil, nil) }
        return (kind == .insert ? nil : "OLD", kind == .delete ? nil : "NEW")
    }
}

/// A column whose values are kept with the event.
struct RecordedColumn: Sendable, Hashable {
    let column: SQLName
    let form: Form

    /// How its values become JSON, so that they are read as the driver reads them.
    enum Form: String, Sendable {
        case plain
        /// As hexadecimal digits.
        case blob
        /// As text, for its digits or because it is JSON itself.
        case text
        /// As `2026-03-01 09:30:00.000000`.
        case timestamp
        /// The same, brought to UTC.
        case zonedTimestamp
    }
}
