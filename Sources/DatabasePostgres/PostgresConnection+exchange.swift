import CPostgres
import Database
import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension PostgresConnection {
    /// Sends something and waits for its last result; a `BEGIN` that waits goes along.
    ///
    /// - Parameter question: the name of a statement that goes with it, in the same flight: the transaction's number.
    /// - Throws: the first error of the server; ``DatabaseError/Kind/unavailable(retryAfter:)`` where the connection is lost or mute.
    @discardableResult
    func exchange(
        sql: String, asking question: String? = nil, _ send: (OpaquePointer) -> Int32
    ) throws(DatabaseError) -> PostgresResult {
        guard let handle else { throw .connectionClosed }
        defer { hasAnswered = hasAnswered || !isBroken }
        try takeDueAnswer(on: handle)
        guard beginning == nil, question == nil else { return try flight(sql, question, on: handle, send) }
        guard send(handle) == 1 else { throw DatabaseError(lost: handle, sql: sql) }
        return try answer(on: handle, sql: sql)
    }

    /// The last result of what was sent; in a flight, of its first part.
    private func answer(on handle: OpaquePointer, sql: String) throws(DatabaseError) -> PostgresResult {
        var answer: PostgresResult?
        var failure: DatabaseError?
        let deadline = deadline
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

    /// What goes to the server together and is answered together, in one round trip
    /// (https://www.postgresql.org/docs/current/libpq-pipeline-mode.html). After the first that fails it skips the others.
    private func flight(
        _ sql: String, _ question: String?, on handle: OpaquePointer, _ send: (OpaquePointer) -> Int32
    ) throws(DatabaseError) -> PostgresResult {
        let beginning = beginning
        self.beginning = nil
        guard PQenterPipelineMode(handle) == 1,
            beginning.map({ PQsendQueryParams(handle, $0, 0, nil, nil, nil, nil, 0) == 1 }) ?? true,
            send(handle) == 1,
            question.map({ PQsendQueryPrepared(handle, $0, 0, nil, nil, nil, 0) == 1 }) ?? true,
            PQpipelineSync(handle) == 1
        else { throw unsent(on: handle, sql: sql) }
        let begun = try beginning.map { (beginning) throws(DatabaseError) in try part(of: handle, beginning) }
        let result = try part(of: handle, sql)
        let asked = try question.map { (question) throws(DatabaseError) in try part(of: handle, question) }
        try land(on: handle, sql: sql)
        if case .failure(let error) = begun {
            // No statement may run by itself where its transaction did not begin.
            defeat = error
            throw error
        }
        let success = try result.get()
        number = try asked?.get().scalar ?? number
        return success
    }

    /// The answer to one part of a flight.
    ///
    /// - Throws: where the connection is lost, so that no other comes.
    private func part(of handle: OpaquePointer, _ sql: String) throws(DatabaseError) -> Result<PostgresResult, DatabaseError> {
        do throws(DatabaseError) {
            return .success(try answer(on: handle, sql: sql))
        } catch {
            guard !isBroken else { throw error }
            return .failure(error)
        }
    }

    /// The mark of a flight's end is a result of its own, and no other comes after it.
    private func land(on handle: OpaquePointer, sql: String) throws(DatabaseError) {
        try wait(on: handle, until: deadline, sql: sql)
        PQclear(PQgetResult(handle))
        guard PQexitPipelineMode(handle) == 1 else {
            close()
            throw DatabaseError(.unavailable(retryAfter: 1), "the database server's answer can't be read", sql: sql)
        }
    }

    /// A flight that could not be sent whole: nothing else can be said on this connection.
    private func unsent(on handle: OpaquePointer, sql: String) -> DatabaseError {
        defer { close() }
        return DatabaseError(lost: handle, sql: sql)
    }

    /// Takes the answer to a read's COMMIT, which nobody has waited for.
    private func takeDueAnswer(on handle: OpaquePointer) throws(DatabaseError) {
        guard isAnswerDue else { return }
        isAnswerDue = false
        _ = try answer(on: handle, sql: "COMMIT")
    }

    /// Runs statements of the engine itself, by the simple protocol: several at once, in one round trip.
    @discardableResult
    func control(_ sql: String) throws(DatabaseError) -> PostgresResult {
        guard let beginning else { return try exchange(sql: sql) { PQsendQuery($0, sql) } }
        self.beginning = nil
        return try noting { () throws(DatabaseError) in try exchange(sql: sql) { PQsendQuery($0, beginning + "; " + sql) } }
    }

    /// Until when the server has to have answered what is sent now.
    private var deadline: DispatchTime { .now() + configuration.options.statementTimeLimit + Self.grace }

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
