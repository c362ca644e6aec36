import Database

/// What a session's transactions are (https://mariadb.com/kb/en/set-transaction/).
struct TransactionKind: Equatable {
    let isolation: ServerOptions.Isolation
    let isReadOnly: Bool

    init(_ access: TransactionAccess, _ options: ServerOptions) {
        isolation =
            switch access {
            // Its first statement settles which state it reads.
            case .readOnly: .repeatableRead
            case .readWrite: options.isolation
            case .readCommitted: .readCommitted
            }
        isReadOnly = access == .readOnly
    }

    var sql: String { "ISOLATION LEVEL \(isolation.sql), \(isReadOnly ? "READ ONLY" : "READ WRITE")" }
}
