import CPostgres
import Database

extension DatabaseError {
    /// What the server said (https://www.postgresql.org/docs/current/errcodes-appendix.html). Its DETAIL and CONTEXT hold values of the
    /// row, which may be secret, and are left out.
    init(result: PostgresResult, sql: String) {
        let code = result.errorField("C") ?? ""
        let primary = result.errorField("M") ?? "the server gave an error without a text"
        let table = result.errorField("t") ?? ""
        let kind: Kind =
            switch code {
            case "23505", "23P01":
                .uniqueViolation(columns: Self.columns(inDetail: result.errorField("D") ?? "").map { "\(table).\($0)" })
            case "23503", "23001":
                .foreignKeyViolation(
                    columns: Self.foreignKey(result.errorField("D") ?? "", table, result.errorField("n") ?? ""))
            case "23502": .notNullViolation(column: "\(table).\(result.errorField("c") ?? "")")
            case "23514": .checkViolation
            case "40001", "40P01", "55P03": .busy
            case "25006": .readOnly
            case "57014": .unavailable(retryAfter: nil)
            case "XX001", "XX002": .corrupt
            default: Self.unavailableClasses.contains(String(code.prefix(2))) ? .unavailable(retryAfter: 1) : .other
            }
        self.init(
            kind, Self.worded(primary, code), sql: sql, code: code.isEmpty ? nil : code, constraint: result.errorField("n"))
    }

    /// The connection failed while it was used.
    init(lost handle: OpaquePointer, sql: String) {
        let said = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        self.init(.unavailable(retryAfter: 1), "the database server can't be reached: \(Self.line(said))", sql: sql)
    }

    /// No connection was made. libpq's words name the host and never the password.
    init(failedConnection handle: OpaquePointer?) {
        let said = handle.flatMap { PQerrorMessage($0) }.map { String(cString: $0) } ?? "out of memory"
        self.init(.unavailable(retryAfter: 1), "no connection to PostgreSQL: \(Self.line(said))")
    }

    static var connectionClosed: DatabaseError {
        DatabaseError(.unavailable(retryAfter: 1), "the connection to the database server is closed")
    }

    static func transactionControl(_ sql: String) -> DatabaseError {
        DatabaseError(.misuse, "transactions are begun and ended by the engine; inside one use savepoint { … }", sql: sql)
    }

    static func transactionGivenUp(after defeat: DatabaseError) -> DatabaseError {
        DatabaseError(
            defeat.kind,
            "PostgreSQL gave up the transaction after an error before; put what may fail into savepoint { … }: \(defeat.message)",
            sql: defeat.sql, code: defeat.code, constraint: defeat.constraint)
    }

    /// Connection, resources, operator intervention, system.
    private static let unavailableClasses: Set<String> = ["08", "53", "57", "58"]

    /// `Key (first, last)=(…) already exists.`: names before the equals sign, values after it. An expression names no column, but for
    /// `lower(name)`, which is how a name is made unique whatever its case.
    private static func columns(inDetail detail: String) -> [String] {
        guard let open = detail.firstIndex(of: "("), let end = detail.firstRange(of: ")=(")?.lowerBound, open < end else {
            return []
        }
        return detail[detail.index(after: open)..<end].split(separator: ",").map { part in
            var name = part.drop { $0 == " " }
            if name.hasPrefix("lower("), let cast = name.firstRange(of: "::")?.lowerBound ?? name.lastIndex(of: ")") {
                name = name[name.index(name.startIndex, offsetBy: 6)..<cast]
            }
            return name.filter { !"()\"".contains($0) }
        }
    }

    /// The columns of the table that names a row. Where it is that row that can't go, the detail names its own key, and the columns are
    /// known from the constraint's name as PostgreSQL and migrations give it: `posts_author_id_fkey`.
    private static func foreignKey(_ detail: String, _ table: String, _ constraint: String) -> [String] {
        guard detail.contains("still referenced") else { return columns(inDetail: detail).map { "\(table).\($0)" } }
        guard constraint.hasPrefix(table + "_"), constraint.hasSuffix("_fkey") else { return [] }
        return ["\(table).\(constraint.dropFirst(table.count + 1).dropLast(5))"]
    }

    /// Messages of class 22 quote the value that does not fit: `invalid input syntax for type numeric: "twelve"`, `value "3000000000" is out
    /// of range for type integer`.
    private static func worded(_ primary: String, _ code: String) -> String {
        guard code.hasPrefix("22") else { return primary }
        if primary.hasPrefix("value \""), let quote = primary.ranges(of: "\" is out of range").last {
            return "a value" + primary[quote.lowerBound...].dropFirst()
        }
        guard let quote = primary.firstRange(of: ": \"")?.lowerBound else { return primary }
        return String(primary[..<quote])
    }

    /// libpq's messages end with a line break and may have several.
    private static func line(_ said: String) -> String {
        said.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "\t" } }.joined(separator: "; ")
    }
}
