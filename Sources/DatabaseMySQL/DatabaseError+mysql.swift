import CMySQL
import Database

extension DatabaseError {
    /// What the server or the library said (https://mariadb.com/kb/en/mariadb-error-code-reference/). Messages that quote a value of the
    /// row, which may be secret, are put into other words.
    init(
        mysql number: UInt32, message: UnsafePointer<CChar>?, sql: String? = nil
    ) {
        let said = message.map { String(cString: $0) } ?? ""
        let quoted = Self.quoted(in: said)
        var (text, constraint): (String, String?) = (said, nil)
        let kind: Kind
        switch number {
        case 1062, 1586:
            // `Duplicate entry 'ada' for key 'users.username'`: MySQL 8 names the table, MariaDB does not.
            constraint = said.firstRange(of: "for key '").map { said[$0.upperBound...].prefix { $0 != "'" } }
                .map { String($0.split(separator: ".").last ?? $0) }
            text = "duplicate entry for key \(constraint ?? "")"
            kind = .uniqueViolation(columns: [])
        case 1451, 1452, 1216, 1217:
            constraint = Self.names(in: said).dropFirst(2).first
            text = "a foreign key constraint fails"
            kind = .foreignKeyViolation(columns: Self.foreignKey(in: said))
        case 1048, 1364: kind = .notNullViolation(column: quoted.first ?? "")
        case 3819, 4025:
            constraint = said.firstRange(of: "CONSTRAINT `").map { String(said[$0.upperBound...].prefix { $0 != "`" }) }
            kind = .checkViolation
        case 1213, 1205, 1020, 1412: kind = .busy
        case 1792, 1290, 1836: kind = .readOnly
        case 1969, 3024, 1317: kind = .unavailable(retryAfter: nil)
        case 1040, 1226, 1053, 1927, 2000..<2100: kind = .unavailable(retryAfter: 1)
        case 1264, 1265, 1292, 1366, 1406:
            text =
                Self.column(in: said).map { "a value does not fit the column \($0)" }
                ?? "a value is not of the type that is asked for"
            kind = .other
        default: kind = .other
        }
        self.init(kind, text, sql: sql, code: "\(number)", constraint: constraint)
    }

    init(failedConnection handle: UnsafeMutablePointer<MYSQL>) {
        self.init(mysql: mysql_errno(handle), message: mysql_error(handle))
        kind = .unavailable(retryAfter: 1)
        message = "no connection to the MySQL server: " + message
    }

    /// Whether the connection is gone with this error.
    var isLoss: Bool {
        guard let code, let number = Int(code) else { return false }
        return (2000..<2100).contains(number) && number != 2057 || [1053, 1927, 1047].contains(number)
    }

    static func transactionControl(_ sql: String) -> DatabaseError {
        DatabaseError(.misuse, "transactions are begun and ended by the engine; inside one use savepoint { … }", sql: sql)
    }

    /// `… fails ("site"."posts", CONSTRAINT "name" FOREIGN KEY ("author_id") REFERENCES "users" ("id"))`: the columns of the key's table.
    private static func foreignKey(in said: String) -> [String] {
        guard let columns = said.firstRange(of: "FOREIGN KEY (")?.upperBound, let table = names(in: said).dropFirst().first,
            let end = said[columns...].firstRange(of: ") REFERENCES")?.lowerBound
        else { return [] }
        return names(in: said[columns..<end]).map { "\(table).\($0)" }
    }

    /// What stands in quotes of names: with `ANSI_QUOTES` they are double.
    private static func names(in said: some StringProtocol) -> [String] {
        let parts = said.split(omittingEmptySubsequences: false) { $0 == "`" || $0 == "\"" }
        return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    /// `Incorrect decimal value: 'twelve' for column "site"."items"."price" at row 1`, `Data too long for column 'name' at row 1`; `nil` where it
    /// is no column's. The value comes first, and may hold anything.
    private static func column(in said: String) -> String? {
        guard let start = said.ranges(of: "for column ").last?.upperBound,
            let end = said[start...].ranges(of: " at row").last?.lowerBound
        else { return nil }
        return names(in: said[start..<end]).last ?? quoted(in: String(said[start..<end])).last
    }

    private static func quoted(in said: String) -> [String] {
        said.split(separator: "'", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map {
            String($0.element)
        }
    }
}
