import CPostgres
import Database

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension PostgresConnection {
    /// The connection was lost while a commit was under way: the server is asked, by the transaction's number and over another
    /// connection, what became of it (https://www.postgresql.org/docs/current/functions-info.html, `pg_xact_status`).
    ///
    /// Returns where it was applied.
    /// - Throws: a conflict where it was not, so that the closure runs again; ``DatabaseError/Kind/outcomeUnknown`` where the server
    ///   can't be asked.
    func settle(_ number: String?, after loss: DatabaseError) throws(DatabaseError) {
        switch try fate(number, after: loss) {
        case "committed": return
        case "aborted":
            let error = DatabaseError(.busy, "the connection was lost, and nothing was applied", code: "40001")
            defeat = error
            throw error
        default: throw Self.unknown(loss)
        }
    }

    private func fate(_ number: String?, after loss: DatabaseError) throws(DatabaseError) -> String? {
        guard let number else { throw Self.unknown(loss) }
        do throws(DatabaseError) {
            let other = try PostgresConnection(configuration)
            defer { other.close() }
            for attempt in 0..<Self.questions {
                let status = try other.query("SELECT pg_xact_status(CAST(? AS xid8))", [number]).first?.get(
                    at: 0, as: String?.self)
                guard status == "in progress" else { return status ?? nil }
                // The process that served the lost connection has not noticed yet.
                usleep(UInt32(20_000 << min(attempt, 4)))
            }
            return nil
        } catch {
            throw Self.unknown(loss)
        }
    }

    private static var questions: Int { 20 }

    private static func unknown(_ loss: DatabaseError) -> DatabaseError {
        DatabaseError(
            .outcomeUnknown,
            "the connection was lost while a commit was under way, and whether it was applied is not known: "
                + loss.message, code: loss.code)
    }
}
