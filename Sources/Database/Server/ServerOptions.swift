/// How an engine uses its server; every default is here. Each can stand in the URL: `?pool_size=20`.
public struct ServerOptions: Sendable, Hashable {
    /// Connections at most, and so transactions that run at once (`pool_size`).
    public var poolSize = 10
    /// Transactions that may wait for a connection; one more is refused as unavailable (`pool_waiting`).
    public var waitingLimit = 1024
    /// Seconds after which a connection is replaced: a server behind a proxy or in a cluster may have moved (`pool_recycle`).
    public var lifetime = 1800.0
    /// A connection that was idle for so many seconds is asked whether it is alive before it is used (`pool_check`).
    public var checkAfter = 15.0
    /// Seconds to wait for a connection (`connect_timeout`).
    public var connectTimeout = 10.0
    /// Seconds after which a statement is stopped: nobody waits for its answer any more (`statement_timeout`).
    public var statementTimeLimit = 30.0
    /// How often a closure is run in all when other transactions come first (`attempts`).
    public var attempts = 25
    /// How apart the transactions of `write` are (`isolation`).
    public var isolation = Isolation.serializable

    /// What two transactions at once may see of each other. A closure that is right on SQLite, where writers come one after the other,
    /// is right under `serializable`; under the others it has to be thought through.
    public enum Isolation: String, Sendable, Hashable, CaseIterable {
        /// As if one transaction ran after the other. The default.
        case serializable
        /// One state for a whole transaction; two that overlap may both write (write skew).
        case repeatableRead = "repeatable-read"
        /// Each statement sees what is committed when it begins.
        case readCommitted = "read-committed"

        /// As SQL writes it.
        package var sql: String {
            switch self {
            case .serializable: "SERIALIZABLE"
            case .repeatableRead: "REPEATABLE READ"
            case .readCommitted: "READ COMMITTED"
            }
        }
    }

    /// Every option as it is where the URL does not say.
    public init() {}

    /// Takes what the URL says of these, and leaves the rest there.
    ///
    /// - Throws: ``DatabaseError/Kind/misuse`` for what is no number, or not in range.
    public init(takingFrom url: inout ServerURL) throws(DatabaseError) {
        poolSize = try Self.whole(url.take("pool_size"), "pool_size", 1...1000) ?? poolSize
        waitingLimit = try Self.whole(url.take("pool_waiting"), "pool_waiting", 0...1_000_000) ?? waitingLimit
        lifetime = try Self.seconds(url.take("pool_recycle"), "pool_recycle") ?? lifetime
        checkAfter = try Self.seconds(url.take("pool_check"), "pool_check") ?? checkAfter
        connectTimeout = try Self.seconds(url.take("connect_timeout"), "connect_timeout") ?? connectTimeout
        statementTimeLimit = try Self.seconds(url.take("statement_timeout"), "statement_timeout") ?? statementTimeLimit
        attempts = try Self.whole(url.take("attempts"), "attempts", 1...1000) ?? attempts
        guard let text = url.take("isolation") else { return }
        guard let isolation = Isolation(rawValue: text) else {
            throw Self.refusal("isolation", text, Isolation.allCases.map(\.rawValue).joined(separator: ", "))
        }
        self.isolation = isolation
    }

    private static func whole(_ text: String?, _ name: String, _ range: ClosedRange<Int>) throws(DatabaseError) -> Int? {
        guard let text else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw refusal(name, text, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func seconds(_ text: String?, _ name: String) throws(DatabaseError) -> Double? {
        guard let text else { return nil }
        guard let number = Double(text), number > 0, number <= 1_000_000 else { throw refusal(name, text, "seconds above 0") }
        return number
    }

    private static func refusal(_ name: String, _ found: String, _ wanted: String) -> DatabaseError {
        DatabaseError(.misuse, "the database URL's option \(name) is \(found): it takes \(wanted)")
    }
}
