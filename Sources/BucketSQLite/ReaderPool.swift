import Database
import Synchronization

/// Reading connections, lent one at a time.
///
/// Why sharing them is safe: a connection is either in `idle`, guarded by the lock, or in the hands of the one piece of work that
/// took it out. There are never more pieces of work at once than the threads they run on.
final class ReaderPool: Sendable {
    private let threads: BucketRuntime.Threads
    private let idle = Mutex<[PagedConnection]>([])

    init(_ threads: BucketRuntime.Threads) { self.threads = threads }

    /// Runs `body` on one of the pool's connections, pinned to `base`'s version.
    func read<Success: Sendable>(
        _ base: Base, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        try await threads.run {
            let connection = try self.take(base)
            defer { self.idle.withLock { $0.append(connection) } }
            connection.pin(base.version)
            return try connection.read(body)
        }
    }

    /// Runs `body` on the caller's thread, where an idle connection of the base's history is there.
    /// - Returns: `nil` where it is not, or where `body` takes more than pages in memory and a moment.
    func readAtOnce<Success>(
        _ base: Base, within seconds: Double, _ body: (any Transaction) throws -> Success
    ) throws -> Success? {
        guard let connection = idle.withLock({ $0.last?.history == base.history ? $0.popLast() : nil }) else { return nil }
        defer { idle.withLock { $0.append(connection) } }
        connection.pin(base.version)
        return try connection.readAtOnce(within: seconds, body)
    }

    /// An idle connection of the base's history, or a new one. Those of another history are closed: their caches would lie.
    private func take(_ base: Base) throws(DatabaseError) -> PagedConnection {
        while let connection = idle.withLock({ $0.popLast() }) {
            if connection.history == base.history { return connection }
            connection.close()
        }
        return try PagedConnection(base.version, history: base.history, mode: .reading)
    }

    func close() {
        for connection in idle.withLock({ idle in
            defer { idle = [] }
            return idle
        }) { connection.close() }
    }
}
