import CPostgres
import Database

/// One result of the server; it goes away with this value.
final class PostgresResult {
    let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    var isFailure: Bool {
        switch PQresultStatus(handle) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: false
        default: true
        }
    }

    /// `INSERT 0 1`, `COMMIT`, …
    var command: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    /// Rows inserted, updated or deleted.
    var changes: Int {
        switch command.prefix(6) {
        case "INSERT", "UPDATE", "DELETE", "MERGE ": PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0
        default: 0
        }
    }

    func columns() -> [PostgresColumn] {
        (0..<PQnfields(handle)).map { index in
            PostgresColumn(
                name: PQfname(handle, index).map { String(cString: $0) } ?? "", type: PQftype(handle, index))
        }
    }

    func rows(_ columns: [PostgresColumn]) -> [Row] {
        let names = columns.map(\.name)
        return (0..<PQntuples(handle)).map { row in
            Row(
                columns: names,
                values: columns.indices.map { index in
                    let column = Int32(index)
                    if PQgetisnull(handle, row, column) == 1 { return .null }
                    let bytes = UnsafeRawBufferPointer(
                        start: PQgetvalue(handle, row, column), count: Int(PQgetlength(handle, row, column)))
                    return columns[index].kind.value(bytes)
                })
        }
    }

    /// The first column of the first row.
    var scalar: String? {
        guard PQntuples(handle) > 0, PQnfields(handle) > 0, PQgetisnull(handle, 0, 0) == 0 else { return nil }
        return PQgetvalue(handle, 0, 0).map { String(cString: $0) }
    }

    /// A field of an error (https://www.postgresql.org/docs/current/libpq-exec.html#LIBPQ-PQRESULTERRORFIELD), by its letter.
    func errorField(_ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(handle, Int32(letter.value)).map { String(cString: $0) }
    }
}
