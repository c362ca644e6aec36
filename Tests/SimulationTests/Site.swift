import Database

/// The program that runs on the engine: its schema, and each operation's SQL.
enum Site {
    static let funds = 300

    static func migrate(_ tx: any Transaction) throws {
        // Small pages: even a small database has many, in trees of several levels.
        try tx.execute("PRAGMA page_size=512", .none)
        guard try tx.query("SELECT 1 FROM sqlite_schema WHERE name = 'state'", .none).isEmpty else { return }
        for statement in schema { try tx.execute(statement, .none) }
    }

    private static let schema = [
        "CREATE TABLE state (version INTEGER NOT NULL)",
        "CREATE TABLE log (version INTEGER PRIMARY KEY, operation INTEGER NOT NULL)",
        "CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)",
        "CREATE TABLE names (name TEXT NOT NULL UNIQUE, operation INTEGER NOT NULL)",
        "CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)",
        "CREATE TABLE lines (operation INTEGER NOT NULL, account INTEGER NOT NULL)",
        "CREATE TABLE blobs (operation INTEGER NOT NULL, bytes BLOB NOT NULL)",
        "INSERT INTO state VALUES (0)",
        "INSERT INTO counters VALUES (0, 0), (1, 0)",
        "INSERT INTO accounts VALUES (0, \(funds / 3)), (1, \(funds / 3)), (2, \(funds / 3))",
    ]

    /// Runs an operation's SQL.
    /// - Returns: what the transaction sees at its end.
    static func perform(_ operation: Operation, _ tx: any Transaction) throws -> Snapshot {
        if operation.work == .look { try migrate(tx) }
        if operation.changes || operation.work == .fail { try log(operation, tx) }
        switch operation.work {
        case .append, .look, .read, .readSinceArrival: break
        case .count(let id):
            let value = try integer("SELECT value FROM counters WHERE id = ?", [id], tx)
            try tx.execute("UPDATE counters SET value = ? WHERE id = ?", [value + 1, id])
        case .register(let name):
            try tx.execute("INSERT INTO names VALUES (?, ?)", [name, operation.number])
        case .transfer(let from, let to):
            try tx.execute("UPDATE accounts SET balance = balance - 7 WHERE id = ?", [from])
            try tx.execute("UPDATE accounts SET balance = balance + 7 WHERE id = ?", [to])
            for account in [from, to] { try tx.execute("INSERT INTO lines VALUES (?, ?)", [operation.number, account]) }
        case .bulk(let size):
            try tx.execute("DELETE FROM blobs", .none)
            try tx.execute("INSERT INTO blobs VALUES (?, ?)", [operation.number, noise(size, of: operation)])
        case .fail:
            try tx.execute("UPDATE accounts SET balance = 0", .none)
            throw Deliberate()
        }
        return try Snapshot(tx)
    }

    struct Deliberate: Error {}

    /// Bytes that can't be packed, the same for each run of an operation.
    private static func noise(_ count: Int, of operation: Operation) -> [UInt8] {
        var random = SplitMix(seed: UInt64(operation.number))
        let words = (0..<count / 8).map { _ in random.next() }
        return words.withUnsafeBytes { Array($0) }
    }

    private static func log(_ operation: Operation, _ tx: any Transaction) throws {
        let version = try integer("SELECT version FROM state", [], tx) + 1
        try tx.execute("UPDATE state SET version = ?", [version])
        try tx.execute("INSERT INTO log VALUES (?, ?)", [version, operation.number])
    }

    private static func integer(_ sql: String, _ values: [Int], _ tx: any Transaction) throws -> Int {
        let rows = try tx.query(sql, .positional(values.map { .integer(Int64($0)) }))
        guard case .integer(let value)? = rows.first?.values.first else { throw DatabaseError(.decoding, "no value") }
        return Int(value)
    }
}

/// Everything that one transaction could see, in numbers that must fit together.
struct Snapshot: Sendable, Hashable {
    var version: Int
    /// The operations that are in there, in the order of their commits.
    var log: [Int]
    var counted: Int
    var names: Int
    var lines: Int
    var funds: Int
    /// The operation that wrote the blob, and how many blobs there are.
    var blob: Int
    var blobs: Int

    private static let sql = """
        SELECT (SELECT version FROM state), (SELECT sum(value) FROM counters), (SELECT count(*) FROM names),
          (SELECT count(*) FROM lines), (SELECT sum(balance) FROM accounts), (SELECT max(operation) FROM blobs),
          (SELECT count(*) FROM blobs), (SELECT group_concat(operation) FROM (SELECT operation FROM log ORDER BY version))
        """

    init(_ tx: any Transaction) throws {
        guard let row = try tx.query(Self.sql, .none).first else { throw DatabaseError(.decoding, "no row") }
        let numbers = row.values.prefix(7).map { value -> Int in if case .integer(let it) = value { Int(it) } else { 0 } }
        (version, counted, names, lines) = (numbers[0], numbers[1], numbers[2], numbers[3])
        (funds, blob, blobs) = (numbers[4], numbers[5], numbers[6])
        if case .text(let text)? = row.values.last {
            log = text.utf8.split(separator: UInt8(ascii: ",")).map { $0.reduce(0) { $0 * 10 + Int($1) - 48 } }
        } else {
            log = []
        }
    }

    /// The snapshot that the log alone implies.
    init(after log: [Int], of operations: [Int: Operation]) {
        self.log = log
        version = log.count
        (counted, names, lines, funds, blob, blobs) = (0, 0, 0, Site.funds, 0, 0)
        for number in log {
            switch operations[number]?.work {
            case .count: counted += 1
            case .register: names += 1
            case .transfer: lines += 2
            case .bulk: (blob, blobs) = (number, 1)
            default: break
            }
        }
    }
}
