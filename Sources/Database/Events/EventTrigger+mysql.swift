extension EventTrigger {
    /// Runs with the rights of whoever made it, as triggers do in MySQL.
    var mysql: String {
        let values = [
            Self.mysqlID, Self.literal(table.text), key(for: .mysql), Self.literal(kind.rawValue), "moment",
            records.old.map(mysqlObject) ?? "NULL", records.new.map(mysqlObject) ?? "NULL",
        ]
        var body = """
                INSERT INTO satchel_events (id, table_name, row_id, kind, created_at, old_values, new_values)
                VALUES (\(values.joined(separator: ", ")));
                SET event = LAST_INSERT_ID();
            """
        for delivery in deliveries {
            body += """

                    INSERT INTO satchel_tasks (id, kind, payload, priority, state, due_at, attempts, created_at, lane, lane_order)
                    VALUES (\(Self.mysqlID), \(Self.literal(delivery)), CAST(event AS CHAR), 0, 'pending', 0, 0, moment,
                        \(lane(for: .mysql)), event);
                """
        }
        return """
            CREATE TRIGGER \(name.quoted(for: .mysql)) AFTER \(kind.rawValue) ON \(table.quoted(for: .mysql)) FOR EACH ROW
            BEGIN
                DECLARE event BIGINT;
                DECLARE moment BIGINT DEFAULT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000;
            \(body)
            END
            """
    }

    private func mysqlObject(_ record: String) -> String {
        let pairs = recording.map { recorded in
            let value = "\(record).\(recorded.column.quoted(for: .mysql))"
            let form =
                switch recorded.form {
                case .plain: value
                case .blob: "hex(\(value))"
                case .text: "CAST(\(value) AS CHAR)"
                case .timestamp, .zonedTimestamp: "date_format(\(value), '%Y-%m-%d %H:%i:%s.%f')"
                }
            return "\(Self.literal(recorded.column.text)), \(form)"
        }
        return "json_object(\(pairs.joined(separator: ", ")))"
    }

    /// A UUID of version 7 (RFC 9562, section 5.7). What should be random is a digest of a UUID of MySQL's own, which never comes twice.
    private static let mysqlID = """
        (SELECT concat(substr(h, 1, 8), '-', substr(h, 9), '-7', substr(u, 1, 3), '-8', substr(u, 4, 3), '-', substr(u, 7, 12)) \
        FROM (SELECT lpad(lower(hex(moment)), 12, '0') AS h, md5(uuid()) AS u) AS parts)
        """
}
