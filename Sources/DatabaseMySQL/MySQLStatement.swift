import CMySQL
import Database

/// A statement that the server has prepared for one connection (https://mariadb.com/kb/en/prepared-statement-functions/).
///
/// Its pointers: parameters live through the call that uses them; the buffers of a result through ``rows()``, which takes the binding
/// back at its end.
final class MySQLStatement: CachedStatement {
    var lastUse: UInt64 = 0
    private let handle: UnsafeMutablePointer<MYSQL_STMT>
    private let text: StatementText
    private let sql: String
    /// Found at the first result.
    private var columns: [MySQLColumn]?

    init(_ text: StatementText, sql: String, on connection: UnsafeMutablePointer<MYSQL>) throws(DatabaseError) {
        guard let handle = mysql_stmt_init(connection) else { throw DatabaseError(.unavailable(retryAfter: 1), "out of memory") }
        self.handle = handle
        (self.text, self.sql) = (text, sql)
        // The longest value of each column is told with the result, so that one buffer holds any row.
        var yes: my_bool = 1
        mysql_stmt_attr_set(handle, STMT_ATTR_UPDATE_MAX_LENGTH, &yes)
        guard mysql_stmt_prepare(handle, text.sql, UInt(text.sql.utf8.count)) == 0 else { throw failure }
    }

    deinit { mysql_stmt_close(handle) }

    /// Sends values and waits for the whole result.
    func run(_ parameters: Parameters) throws(DatabaseError) {
        let values = try MySQLParameters(parameters, text.parameters, sql: sql)
        let isSent = values.withBinds { binds in
            (binds == nil || mysql_stmt_bind_param(handle, binds) == 0) && mysql_stmt_execute(handle) == 0
        }
        guard isSent, mysql_stmt_store_result(handle) == 0 else { throw failure }
    }

    func effect() -> Effect {
        defer { mysql_stmt_free_result(handle) }
        let hasRows = mysql_stmt_field_count(handle) > 0
        return Effect(
            changes: hasRows ? 0 : Int(clamping: mysql_stmt_affected_rows(handle)),
            lastInsertID: Int64(clamping: mysql_stmt_insert_id(handle)))
    }

    func rows() throws(DatabaseError) -> [Row] {
        defer { mysql_stmt_free_result(handle) }
        guard let metadata = mysql_stmt_result_metadata(handle) else { return [] }
        defer { mysql_free_result(metadata) }
        let count = Int(mysql_num_fields(metadata))
        guard let fields = mysql_fetch_fields(metadata) else { return [] }
        let columns = self.columns ?? (0..<count).map { MySQLColumn(fields[$0]) }
        self.columns = columns
        let buffers = columns.indices.map { MySQLBuffer(columns[$0], longest: Int(fields[$0].max_length)) }
        var binds = [MYSQL_BIND](repeating: MYSQL_BIND(), count: count)
        for index in columns.indices { buffers[index].bind(&binds[index]) }
        guard mysql_stmt_bind_result(handle, &binds) == 0 else { throw failure }
        return try fetch(columns, buffers)
    }

    private func fetch(_ columns: [MySQLColumn], _ buffers: [MySQLBuffer]) throws(DatabaseError) -> [Row] {
        let names = columns.map(\.name)
        var rows: [Row] = []
        rows.reserveCapacity(Int(clamping: mysql_stmt_num_rows(handle)))
        while true {
            switch mysql_stmt_fetch(handle) {
            case 0: rows.append(Row(columns: names, values: zip(columns, buffers).map { $1.value($0.kind) }))
            case MYSQL_NO_DATA: return rows
            case MYSQL_DATA_TRUNCATED: throw DatabaseError(.decoding, "a value is longer than the server said", sql: sql)
            default: throw failure
            }
        }
    }

    private var failure: DatabaseError {
        DatabaseError(mysql: mysql_stmt_errno(handle), message: mysql_stmt_error(handle), sql: sql)
    }
}
