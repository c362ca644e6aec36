internal import Blocking
import Dispatch
import Synchronization

/// Connections to one server, each used by one thread at a time; the one that was used last is used first.
///
/// There are as many as there is work at once, never more than ``ServerOptions/poolSize``. One that was idle for a while is asked
/// whether it is alive; one that turns out dead before the server has answered anything in its transaction is replaced, as nothing
/// has been done with it yet.
package final class ConnectionPool<Connection: ServerConnection>: Sendable {
    /// Why a connection may cross threads: it is either in `idle`, where nobody uses it, or with the one job that took it out.
    private struct Lent: @unchecked Sendable {
        let connection: Connection
        let opened: DispatchTime
        var lastUse: DispatchTime
        var isReused = false
    }

    private struct State {
        var idle: [Lent] = []
        var isClosed = false
    }

    private let configuration: Connection.Configuration
    private let options: ServerOptions
    private let queue: BlockingQueue
    private let state = Mutex(State())

    package init(_ configuration: Connection.Configuration, _ options: ServerOptions, label: String) {
        self.configuration = configuration
        self.options = options
        queue = BlockingQueue(label: label, width: options.poolSize, limit: options.waitingLimit)
    }

    /// Runs `body` on a connection whose transaction has begun; `body` ends the transaction. It runs again where the connection was dead.
    package func run<Success: Sendable>(
        _ access: TransactionAccess, _ body: @escaping @Sendable (Connection) throws -> Success
    ) async throws -> Success {
        try await job {
            while true {
                let lent = try self.take()
                defer { self.giveBack(lent) }
                do {
                    try lent.connection.begin(access)
                    return try body(lent.connection)
                } catch {
                    let connection = lent.connection
                    guard lent.isReused, connection.isBroken, !connection.hasAnswered else { throw error }
                    // The server has gone and come back: the others are as dead as this one.
                    self.dropIdle()
                }
            }
        }
    }

    /// Asks the server whether it is there, over a connection of the pool.
    package func check() async throws {
        try await job {
            let lent = try self.take()
            defer { self.giveBack(lent) }
            try lent.connection.ping()
        }
    }

    /// Closes what is idle; what is in use is closed when it comes back. Later use is refused.
    package func close() async {
        let idle = state.withLock { state in
            defer { state.idle = [] }
            state.isClosed = true
            return state.idle
        }
        for lent in idle { lent.connection.close() }
        // The queue is in order: when these have had their turn, whoever came before has given back.
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<queue.width { group.addTask { try? await self.queue.run {} } }
        }
    }

    private func job<Success: Sendable>(_ work: @escaping @Sendable () throws -> Success) async throws -> Success {
        try Task.checkCancellation()
        do {
            return try await queue.run(work)
        } catch is BlockingQueue.Overloaded {
            throw DatabaseError(.unavailable(retryAfter: 1), "too many transactions are waiting for the database: try again")
        }
    }

    private func take() throws(DatabaseError) -> Lent {
        while let lent = try pop() {
            let now = DispatchTime.now()
            if now < lent.opened + options.lifetime, isAlive(lent, now) { return lent }
            lent.connection.close()
        }
        let connection = try Connection(configuration)
        return Lent(connection: connection, opened: .now(), lastUse: .now())
    }

    private func pop() throws(DatabaseError) -> Lent? {
        let (isClosed, lent) = state.withLock { ($0.isClosed, $0.idle.popLast()) }
        guard !isClosed else { throw DatabaseError(.misuse, "the database is closed") }
        return lent
    }

    private func isAlive(_ lent: Lent, _ now: DispatchTime) -> Bool {
        guard now > lent.lastUse + options.checkAfter else { return true }
        do {
            try lent.connection.ping()
            return true
        } catch {
            return false
        }
    }

    private func giveBack(_ lent: Lent) {
        var lent = lent
        lent.isReused = true
        lent.lastUse = .now()
        let isKept =
            !lent.connection.isBroken
            && state.withLock { state in
                guard !state.isClosed else { return false }
                state.idle.append(lent)
                return true
            }
        if !isKept { lent.connection.close() }
    }

    private func dropIdle() {
        let dropped = state.withLock { state in
            defer { state.idle = [] }
            return state.idle
        }
        for lent in dropped { lent.connection.close() }
    }
}
