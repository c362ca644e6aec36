import Satchel

/// Something that was seen.
struct Record: Model {
    var id: Int?
    var observer: String
    var species: String
    var count: Int
    var remark: String?
    /// The supervisor who found it right; nobody until then.
    var checkedBy: String?

    static let table = Table<Record>("records") { table in
        table.key(\.id)
        table.column(\.observer)
        table.column(\.species)
        table.column(\.count)
        table.column(\.remark)
        table.column(\.checkedBy)
    }
    static let repository = Repository<Record>()
    /// What commits say that they are about.
    static let topic = "records"

    static let migrations = [
        Migration(
            module: "portal", number: 1, name: "records",
            up: """
                CREATE TABLE records (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    observer TEXT NOT NULL,
                    species TEXT NOT NULL,
                    count INTEGER NOT NULL CHECK (count > 0),
                    remark TEXT,
                    checked_by TEXT
                )
                """,
            down: "DROP TABLE records")
    ]

    static func of(_ observer: User, in transaction: any Transaction) throws -> [Record] {
        try repository.filter { $0.observer == observer.username }.order { $0.id.descending }.all(in: transaction)
    }

    static func after(_ id: Int, in transaction: any Transaction) throws -> [Record] {
        try repository.filter { $0.id > id }.all(in: transaction)
    }

    /// Whether there was such a record that nobody had checked.
    static func check(_ id: Int, by supervisor: User, in transaction: any Transaction) throws -> Bool {
        try repository.filter { $0.id == id && $0.checkedBy == nil }.update(in: transaction) {
            [$0.checkedBy.set(to: supervisor.username)]
        } == 1
    }
}
