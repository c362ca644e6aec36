import Database
import DatabaseSQLite
import Testing

@Suite struct SQLiteConnectionTests {
    private let connection: SQLiteConnection

    init() throws {
        connection = try SQLiteConnection(path: ":memory:")
        try connection.executeScript(
            """
            CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT COLLATE NOCASE NOT NULL UNIQUE, age INTEGER CHECK (age >= 0));
            CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE RESTRICT, title TEXT);
            """)
    }

    @Test(
        "a value comes back as it went in",
        arguments: [
            .null, .integer(.max), .integer(.min), .real(-0.1), .real(.infinity), .text(""), .text("naïve 👩‍👩‍👧 \0 '; --"), .blob([]),
            .blob([0, 255, 39]),
        ] as [Value])
    func roundTrip(value: Value) throws {
        #expect(try connection.query("SELECT ? AS x", .positional([value])) == [Row(columns: ["x"], values: [value])])
        #expect(try connection.query("SELECT :v AS x", .named([("v", value)]))[0]["x"] == value)
    }

    @Test("an insert tells its id and its changes; a statement that changes nothing tells 0")
    func effects() throws {
        let first = try connection.execute("INSERT INTO users (username) VALUES (:name)", ["name": "ada"])
        #expect(first == Effect(changes: 1, lastInsertID: 1))
        #expect(try connection.execute("CREATE TABLE t (x)", []).changes == 0)
        #expect(try connection.execute("UPDATE users SET age = 1 WHERE id > 7", []).changes == 0)
        #expect(try connection.execute("DELETE FROM users", []).changes == 1)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        let sql: String
        var parameters: Parameters = []
        let kind: DatabaseError.Kind
        var testDescription: String { name }
    }

    @Test(
        "what is wrong is refused with its kind",
        arguments: [
            Refusal(
                name: "unique, whatever the case", sql: "INSERT INTO users (username) VALUES (?)", parameters: ["ADA"],
                kind: .uniqueViolation(columns: ["users.username"])),
            Refusal(
                name: "primary key", sql: "INSERT INTO users (id, username) VALUES (1, ?)", parameters: ["bob"],
                kind: .uniqueViolation(columns: ["users.id"])),
            Refusal(
                name: "not null", sql: "INSERT INTO users (username) VALUES (?)", parameters: [nil],
                kind: .notNullViolation(column: "users.username")),
            Refusal(
                name: "check", sql: "INSERT INTO users (username, age) VALUES ('b', ?)", parameters: [-1], kind: .checkViolation),
            Refusal(name: "foreign key", sql: "INSERT INTO posts (user_id) VALUES (99)", kind: .foreignKeyViolation(columns: [])),
            Refusal(name: "foreign key that restricts", sql: "DELETE FROM users", kind: .foreignKeyViolation(columns: [])),
            Refusal(name: "a syntax error", sql: "SELEKT 1", kind: .other),
            Refusal(name: "nothing", sql: " -- nothing\n", kind: .misuse),
            Refusal(name: "an empty string", sql: "", kind: .misuse),
            Refusal(name: "two statements", sql: "SELECT 1; DROP TABLE users", kind: .misuse),
            Refusal(name: "a second statement that is not SQL", sql: "SELECT 1; x", kind: .misuse),
            Refusal(name: "text behind a NUL", sql: "SELECT 1\0 OR 1", kind: .misuse),
            Refusal(name: "COMMIT", sql: " commit", kind: .misuse),
            Refusal(name: "a missing name", sql: "SELECT :a, :b", parameters: ["a": 1], kind: .parameter(name: "b")),
            Refusal(name: "a surplus name", sql: "SELECT :a", parameters: ["a": 1, "c": 1], kind: .parameter(name: "c")),
            Refusal(name: "a name twice", sql: "SELECT :a", parameters: ["a": 1, "a": 2], kind: .parameter(name: "a")),
            Refusal(name: "too few values", sql: "SELECT ?, ?", parameters: [1], kind: .parameter(name: "?2")),
            Refusal(name: "too many values", sql: "SELECT ?", parameters: [1, 2], kind: .parameter(name: "?2")),
            Refusal(name: "positions for names", sql: "SELECT :a", parameters: [1], kind: .parameter(name: "a")),
            Refusal(name: "names for positions", sql: "SELECT ?", parameters: ["a": 1], kind: .parameter(name: "?1")),
            Refusal(name: "a double-quoted string", sql: "SELECT \"nothing\"", kind: .other),
        ])
    func refusals(_ refusal: Refusal) throws {
        try connection.execute("INSERT INTO users (username) VALUES ('ada')", [])
        try connection.execute("INSERT INTO posts (user_id) VALUES (1)", [])
        let error = #expect(throws: DatabaseError.self) { try connection.execute(refusal.sql, refusal.parameters) }
        #expect(error?.kind == refusal.kind)
        #expect(error?.sql == refusal.sql)
        #expect(try connection.query("SELECT count(*) AS n FROM users", [])[0]["n"] == .integer(1))
    }

    @Test("an error shows its statement and never a parameter")
    func errorsKeepSecrets() throws {
        try connection.execute("INSERT INTO users (username) VALUES (?)", ["s3cret"])
        let error = #expect(throws: DatabaseError.self) {
            try connection.execute("INSERT INTO users (username) VALUES (?)", ["s3cret"])
        }
        let text = try #require(error).description
        #expect(text.contains("INSERT INTO users (username) VALUES (?)") && text.contains("2067"))
        #expect(!text.contains("s3cret"))
    }

    @Test("comments, blanks and semicolons may follow a statement")
    func trailingComments() throws {
        #expect(try connection.query("SELECT 1 AS x; -- one\n ; /* two */ ", []).count == 1)
    }

    @Test("a savepoint that throws is undone alone")
    func savepoints() throws {
        struct Stop: Error {}
        try connection.begin()
        try connection.execute("INSERT INTO users (username) VALUES ('kept')", [])
        #expect(throws: Stop.self) {
            try connection.savepoint {
                try connection.execute("INSERT INTO users (username) VALUES ('outer')", [])
                try connection.savepoint { try connection.execute("INSERT INTO users (username) VALUES ('inner')", []) }
                throw Stop()
            }
        }
        try connection.commit()
        #expect(try connection.query("SELECT username AS n FROM users", []).map { $0["n"] } == [.text("kept")])
        #expect(!connection.isInTransaction)
    }

    @Test("a cached statement sees a new column and its name")
    func schemaChange() throws {
        try connection.execute("INSERT INTO users (username) VALUES ('ada')", [])
        #expect(try connection.query("SELECT * FROM users", [])[0].columns == ["id", "username", "age"])
        try connection.execute("ALTER TABLE users RENAME COLUMN age TO years", [])
        #expect(try connection.query("SELECT * FROM users", [])[0].columns == ["id", "username", "years"])
        try connection.execute("ALTER TABLE users ADD COLUMN email TEXT", [])
        #expect(try connection.query("SELECT * FROM users", [])[0].columns == ["id", "username", "years", "email"])
    }

    @Test("more statements than the cache holds all work, also when they come again")
    func smallCache() throws {
        let small = try SQLiteConnection(path: ":memory:", statementCacheSize: 2)
        for round in 0..<3 {
            for number in 0..<5 {
                let rows = try small.query("SELECT ? + \(number) AS x", [round])
                #expect(rows[0]["x"] == .integer(Int64(round + number)))
            }
        }
    }

    @Test("rows that are handed over one by one stop where the closure throws, and the statement can be used again")
    func streaming() throws {
        struct Enough: Error {}
        let sql = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
        for _ in 0..<2 {
            var seen = 0
            #expect(throws: Enough.self) {
                try connection.query(sql, []) { _ in
                    seen += 1
                    if seen == 10 { throw Enough() }
                }
            }
            #expect(seen == 10)
        }
    }

    @Test("a closed connection refuses, and does not crash")
    func closed() throws {
        connection.close()
        #expect(throws: DatabaseError.self) { try connection.query("SELECT 1", []) }
        #expect(throws: DatabaseError.self) { try connection.begin() }
        try connection.rollback()
        connection.close()
    }
}
