import Dispatch
import Logging
import Synchronization

/// What the engines on database servers share: a pool, transactions that run again after a conflict, and reads from a replica.
///
/// 1. `write` runs under ``ServerOptions/isolation``. Where another transaction came first (a serialization failure, a deadlock),
///    nothing was applied, and the closure runs again after a random, growing pause.
/// 2. A connection that is lost before the commit was sent has applied nothing: ``DatabaseError/Kind/unavailable(retryAfter:)``. One
///    that is lost while a commit is under way may have: ``DatabaseError/Kind/outcomeUnknown``, unless the server can tell.
/// 3. `read` sees one state. With a replica it reads there, once the replica has what this engine has written itself. One that can't be
///    reached is left alone for ``replicaPause``: each attempt may take all of the time that there is to connect.
package final class ServerEngine<Connection: ServerConnection>: Sendable {
    private let primary: ConnectionPool<Connection>
    private let replica: ConnectionPool<Connection>?
    private let options: ServerOptions
    private let logger: Logger
    /// Other programs' commits are not noticed, unless the server tells of them: who waits for them looks.
    package let news = CommitNews(lookEvery: 10)
    /// Whether a write is told of because nothing else tells what triggers have added to it.
    private let tellsOfWrites: Bool
    private let written = Mutex(Written.nothing)
    /// Until when a replica that could not be reached is left alone; `nil` while it answers.
    private let replicaRest = Mutex<DispatchTime?>(nil)

    /// What this engine has written that the replica may lack.
    private enum Written: Sendable, Hashable {
        case nothing
        /// How far the primary's log had come after the latest write.
        case upTo(String)
        /// The primary could not tell.
        case unknown
    }

    package init(
        _ configuration: Connection.Configuration, replica: Connection.Configuration? = nil, options: ServerOptions,
        label: String, tellsOfWrites: Bool = false, logger: Logger
    ) {
        self.tellsOfWrites = tellsOfWrites
        primary = ConnectionPool(configuration, options, label: label)
        self.replica = replica.map { ConnectionPool($0, options, label: label + "-replica") }
        self.options = options
        self.logger = logger
    }

    package func read<Success: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        if let replica, let answer = try await read(on: replica, body) { return answer }
        return try await repeating {
            try await self.primary.run(.readOnly) { try self.run(body, on: $0, runsHooks: false) }
        }
    }

    package func write<Success: Sendable>(
        _ access: TransactionAccess = .readWrite, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        let hasReplica = replica != nil
        let success = try await repeating {
            try await self.primary.run(access) { connection in
                let success = try self.run(body, on: connection, runsHooks: true)
                if hasReplica { self.note(connection) }
                return success
            }
        }
        if tellsOfWrites { news.tell(.written) }
        return success
    }

    package func check() async throws {
        try await primary.check()
    }

    package func close() async {
        await primary.close()
        await replica?.close()
    }

    /// The commit is done: that its place is not known is no failure.
    private func note(_ connection: Connection) {
        let position = (try? connection.position()) ?? nil
        written.withLock { $0 = position.map(Written.upTo) ?? .unknown }
    }

    /// A transaction from its first statement to its end, on a connection that has begun it.
    private func run<Success>(
        _ body: (any Transaction) throws -> Success, on connection: Connection, runsHooks: Bool
    ) throws -> Success {
        do {
            _ = connection.hooks.take()
            connection.news = news
            let success = try body(connection)
            try connection.commit()
            let hooks = connection.hooks.take()
            if runsHooks { for hook in hooks { hook() } }
            return success
        } catch {
            // The closure may have caught, or put into words of its own, what the server said.
            let cause = connection.defeat ?? error as? DatabaseError
            if !connection.isBroken { try? connection.rollback() }
            if let cause, Connection.isConflict(cause) { throw Conflict(cause: cause) }
            if let cause, connection.isBroken, !connection.hasAnswered { throw cause }
            throw error
        }
    }

    /// Another transaction came first, and nothing was applied.
    private struct Conflict: Error {
        let cause: DatabaseError
    }

    private func repeating<Success: Sendable>(_ work: @Sendable () async throws -> Success) async throws -> Success {
        var attempt = 1
        while true {
            do {
                return try await work()
            } catch let conflict as Conflict {
                guard attempt < options.attempts else {
                    throw DatabaseError(
                        .unavailable(retryAfter: 1),
                        "other transactions came first \(attempt) times: \(conflict.cause.message)", code: conflict.cause.code)
                }
                try await Task.sleep(for: Self.pause(before: attempt))
                attempt += 1
            }
        }
    }

    /// A random part of 4, 8, 16, … ms, at most half a second: those who met do not meet again.
    private static func pause(before attempt: Int) -> Duration {
        .microseconds(Int.random(in: 0...(4000 << min(attempt - 1, 7))))
    }

    /// `nil` where the replica does not have this engine's own writes yet, or can't be reached.
    private func read<Success: Sendable>(
        on replica: ConnectionPool<Connection>, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success? {
        let written = self.written.withLock { $0 }
        guard written != .unknown, mayAskReplica() else { return nil }
        do {
            let answer: Success? = try await repeating {
                try await replica.run(.readOnly) { connection in
                    guard try self.has(written, connection) else { return nil }
                    return try self.run(body, on: connection, runsHooks: false)
                }
            }
            replicaAnswers()
            return answer
        } catch let error as DatabaseError {
            // A statement that took too long would take as long on the primary.
            guard case .unavailable(.some) = error.kind else { throw error }
            leaveReplica(because: error)
            return nil
        }
    }

    /// Whether a replica has what was written; if not, its transaction is over.
    private func has(_ written: Written, _ connection: Connection) throws -> Bool {
        guard case .upTo(let position) = written else { return true }
        guard try connection.hasReached(position) else {
            try connection.rollback()
            return false
        }
        // Which state this transaction reads was settled before the answer, and may lack what the answer speaks of.
        try connection.rollback()
        try connection.begin(.readOnly)
        self.written.withLock { if $0 == written { $0 = .nothing } }
        return true
    }

    /// Seconds for which a replica that could not be reached is not asked.
    private static var replicaPause: Double { 5 }

    /// When its rest is over one read tries it, and the others go on without until that one has had its answer.
    private func mayAskReplica() -> Bool {
        replicaRest.withLock { end in
            guard let until = end else { return true }
            guard until <= .now() else { return false }
            end = .now() + Self.replicaPause
            return true
        }
    }

    private func replicaAnswers() {
        let wasAway = replicaRest.withLock { end in
            defer { end = nil }
            return end != nil
        }
        if wasAway { logger.notice("the replica can be read again") }
    }

    private func leaveReplica(because error: DatabaseError) {
        let wasThere = replicaRest.withLock { end in
            defer { end = .now() + Self.replicaPause }
            return end == nil
        }
        guard wasThere else { return }
        logger.warning("the replica can't be read, so the primary is", metadata: ["error": "\(error.message)"])
    }
}
