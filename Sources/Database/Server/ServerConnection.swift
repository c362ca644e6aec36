/// One connection to a database server, used by one thread at a time. Its closures see a ``Transaction``; these methods are the
/// engine's.
package protocol ServerConnection: Transaction, SendableMetatype {
    /// Where to connect, and how.
    associatedtype Configuration: Sendable

    /// Connects; blocks until it is done or ``ServerOptions/connectTimeout`` has passed.
    init(_ configuration: Configuration) throws(DatabaseError)

    /// Begins a transaction: at the latest with its first statement.
    func begin(_ access: TransactionAccess) throws(DatabaseError)

    /// - Throws: ``DatabaseError/Kind/outcomeUnknown`` where the connection was lost before the answer; ``defeat`` where there is one.
    func commit() throws(DatabaseError)

    func rollback() throws(DatabaseError)

    /// Asks the server whether it is there.
    func ping() throws(DatabaseError)

    /// What the transaction under way asked to be run after its commit; the engine takes them.
    var hooks: CommitHooks { get set }

    /// The engine's.
    var news: CommitNews { get set }

    /// What made the server give up the transaction under way: the closure may have caught the error.
    var defeat: DatabaseError? { get }

    /// Whether nothing more can be done with it.
    var isBroken: Bool { get }

    /// Whether the server has answered anything in the transaction under way: until then nothing hangs on this connection.
    var hasAnswered: Bool { get }

    /// Whether another transaction came first, so that the closure has to run again.
    static func isConflict(_ error: DatabaseError) -> Bool

    /// How far the server's log has come, after a commit on this connection; `nil` where it can't tell.
    func position() throws(DatabaseError) -> String?

    /// Whether this server, a replica, has all up to a position of its primary. Inside a transaction.
    func hasReached(_ position: String) throws(DatabaseError) -> Bool

    func close()
}

/// What a transaction may do.
package enum TransactionAccess: Sendable, Hashable {
    /// Reads one consistent state.
    case readOnly
    case readWrite
    /// Each statement sees what is committed when it begins; see ``DatabaseEngine/writeReadCommitted(_:)``.
    case readCommitted
}
