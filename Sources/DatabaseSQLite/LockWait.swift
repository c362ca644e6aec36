import CSQLite
import Dispatch
import Glibc

/// How a connection waits for the lock of another: it asks again and again, for SQLite's locks have no queue, and never more rarely
/// than every few milliseconds. SQLite's own waiting asks the more rarely the longer it has waited, so that who came last is served
/// first; among several programs that write without pause some then had nothing for seconds.
///
/// It belongs to its connection, and is used on the thread that the connection is used on.
final class LockWait {
    private let path: String
    private let limit: Double
    private let tell: (@Sendable (String) -> Void)?
    private var began = DispatchTime.now()
    private var hasTold = false

    /// Seconds after which somebody should know what is waited for.
    private static let silence = 1.0
    /// Milliseconds.
    private static let longestPause: Int32 = 10

    /// - Parameter limit: seconds after which it is given up.
    init(path: String, limit: Double, tell: (@Sendable (String) -> Void)?) {
        self.path = path
        self.limit = limit
        self.tell = tell
    }

    /// Why the pointer stays good: the connection keeps this until its handle is closed, and only the handle calls back.
    func install(on handle: OpaquePointer) {
        guard limit > 0 else { return }
        sqlite3_busy_handler(
            handle,
            { context, count in
                guard let context else { return 0 }
                return Unmanaged<LockWait>.fromOpaque(context).takeUnretainedValue().waits(asked: count) ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Waits a little; `false` to give up.
    /// - Parameter count: how often it was asked for this lock already.
    private func waits(asked count: Int32) -> Bool {
        if count == 0 { (began, hasTold) = (.now(), false) }
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
        guard seconds < limit else { return false }
        if seconds > Self.silence, !hasTold {
            hasTold = true
            tell?(words)
        }
        usleep(1000 * UInt32(min(count, Self.longestPause - 1) + 1))
        return true
    }

    private var words: String {
        let holder = LockHolder(path: path).map { "\($0.process) (process \($0.id))" } ?? "another connection"
        let seconds = Int(exactly: limit).map(String.init) ?? "\(limit)"
        return "\(holder) holds the lock of \(path): it is waited for, \(seconds) seconds at most"
    }
}
