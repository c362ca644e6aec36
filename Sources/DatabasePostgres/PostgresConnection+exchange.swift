import CPostgres
import Database
import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension PostgresConnection {
    /// Sends something and waits for its last result.
    ///
    /// - Throws: the first error of the server; ``DatabaseError/Kind/unavailable(retryAfter:)`` where the connection is lost or mute.
    @discardableResult
    func exchange(sql: String, _ send: (OpaquePointer) -> Int32) throws(DatabaseError) -> PostgresResult {
        guard let handle else { throw .connectionClosed }
        guard send(handle) == 1 else { throw DatabaseError(lost: handle, sql: sql) }
        var answer: PostgresResult?
        var failure: DatabaseError?
        let deadline = DispatchTime.now() + configuration.options.statementTimeLimit + Self.grace
        while true {
            try wait(on: handle, until: deadline, sql: sql)
            guard let result = PQgetResult(handle) else { break }
            let next = PostgresResult(result)
            if next.isFailure, failure == nil { failure = DatabaseError(result: next, sql: sql) }
            answer = next
        }
        if let failure { throw failure }
        guard let answer else { throw DatabaseError(lost: handle, sql: sql) }
        return answer
    }

    /// Runs statements of the engine itself, by the simple protocol: several at once, in one round trip.
    @discardableResult
    func control(_ sql: String) throws(DatabaseError) -> PostgresResult {
        try exchange(sql: sql) { PQsendQuery($0, sql) }
    }

    /// What the server gets beyond its own limit to stop a statement by itself, in seconds.
    private static var grace: Double { 5 }

    /// Returns when a result can be taken without blocking. A server that says nothing until `deadline` is given up: it may be gone
    /// without a word, and its answer is waited for by a thread.
    private func wait(on handle: OpaquePointer, until deadline: DispatchTime, sql: String) throws(DatabaseError) {
        while PQisBusy(handle) == 1 {
            let rest = Int64(deadline.uptimeNanoseconds) - Int64(DispatchTime.now().uptimeNanoseconds)
            guard rest > 0 else {
                close()
                throw DatabaseError(
                    .unavailable(retryAfter: 1), "the database server says nothing: the connection was given up", sql: sql)
            }
            var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            _ = poll(&socket, 1, Int32(clamping: rest / 1_000_000 + 1))
            guard socket.revents == 0 || PQconsumeInput(handle) == 1 else { throw DatabaseError(lost: handle, sql: sql) }
        }
    }
}
