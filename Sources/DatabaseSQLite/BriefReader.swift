import Database
import Synchronization

/// Connections for reads of a few rows on the caller's own thread, an event loop's say: a hop to another thread and back costs more
/// than they do.
///
/// 1. Such a read waits for no lock: a lock that is held ends it.
/// 2. A statement that is still at work after a millisecond is stopped.
/// 3. A read that was ended so has no result here: it is run again, by the readers, who may wait.
final class BriefReader: Sendable {
    /// Why a connection may cross threads: it is either in `idle`, where nobody uses it, or with the one call that took it out.
    private struct Lent: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    private struct State {
        var idle: [Lent]
        var isClosed = false
    }

    private let state: Mutex<State>

    /// - Parameter connections: whose busy time-out is zero.
    init(_ connections: [SQLiteConnection]) {
        let lent = connections.map { Lent(connection: $0) }
        state = Mutex(State(idle: lent))
    }

    /// - Returns: `nil` where it did not end in time, or all connections are in use.
    func run<Success>(_ body: (any Transaction) throws -> Success) throws -> Success? {
        guard let lent = state.withLock({ $0.idle.popLast() }) else { return nil }
        defer { giveBack(lent) }
        let connection = lent.connection
        do {
            try connection.begin(.deferred)
            let result = Result { try connection.limited(toSeconds: SQLiteConnection.briefTime) { try body(connection) } }
            try connection.rollback()
            return try result.get()
        } catch let error as DatabaseError where error.isForLater {
            return nil
        }
    }

    func close() {
        let idle = state.withLock { state in
            defer { state = State(idle: [], isClosed: true) }
            return state.idle
        }
        for lent in idle { lent.connection.close() }
    }

    private func giveBack(_ lent: Lent) {
        let isKept = state.withLock { state in
            if !state.isClosed { state.idle.append(lent) }
            return !state.isClosed
        }
        if !isKept { lent.connection.close() }
    }
}
