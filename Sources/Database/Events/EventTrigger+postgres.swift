extension EventTrigger {
    /// The function runs with the rights of whoever made it, and finds the tables whatever the search path of the program that writes:
    /// to change a row is right enough to have it recorded.
    func postgres(_ schema: String) -> [String] {
        guard let schema = SQLName(validating: schema)?.quoted(for: .postgres) else { return [] }
        let function = "\(schema).\(name.quoted(for: .postgres))"
        let values = [
            Self.postgresID, Self.literal(table.text), key(for: .postgres), Self.literal(kind.rawValue), "moment",
            records.old.map(postgresObject) ?? "NULL", records.new.map(postgresObject) ?? "NULL",
        ]
        var body = """
                INSERT INTO \(schema).satchel_events (id, table_name, row_id, kind, created_at, old_values, new_values)
                VALUES (\(values.joined(separator: ", "))) RETURNING number INTO event;
            """
        for delivery in deliveries {
            body += """

                    INSERT INTO \(schema).satchel_tasks (id, kind, payload, priority, state, due_at, attempts, created_at, lane, lane_order)
                    VALUES (\(Self.postgresID), \(Self.literal(delivery)), CAST(event AS TEXT), 0, 'pending', 0, 0, moment,
                        \(lane(for: .postgres)), event);
                """
        }
        return [
            """
            CREATE OR REPLACE FUNCTION \(function)() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' AS $satchel$
            DECLARE
                event bigint;
                moment bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
            BEGIN
            \(body)
                RETURN NULL;
            END
            $satchel$
            """,
            """
            CREATE TRIGGER \(name.quoted(for: .postgres)) AFTER \(kind.rawValue) ON \(schema).\(table.quoted(for: .postgres))
            FOR EACH ROW EXECUTE FUNCTION \(function)()
            """,
        ]
    }

    private func postgresObject(_ record: String) -> String {
        let pairs = recording.map { recorded in
            let value = "\(record).\(recorded.column.quoted(for: .postgres))"
            let form =
                switch recorded.form {
                case .plain: value
                case .blob: "upper(encode(\(value), 'hex'))"
                case .text: "CAST(\(value) AS TEXT)"
                case .timestamp: "to_char(\(value), 'YYYY-MM-DD HH24:MI:SS.US')"
                case .zonedTimestamp: "to_char(\(value) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
                }
            return "\(Self.literal(recorded.column.text)), \(form)"
        }
        return "CAST(json_build_object(\(pairs.joined(separator: ", "))) AS TEXT)"
    }

    /// A UUID of version 7 (RFC 9562, section 5.7), its random part from one of version 4.
    private static let postgresID = """
        (SELECT substr(h, 1, 8) || '-' || substr(h, 9) || '-7' || substr(u, 16, 3) || '-' || substr(u, 20) \
        FROM (SELECT lpad(to_hex(moment), 12, '0') AS h, CAST(gen_random_uuid() AS TEXT) AS u) AS parts)
        """
}
