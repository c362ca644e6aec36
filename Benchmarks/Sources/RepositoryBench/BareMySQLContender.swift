import BareMySQL
import Database
import Foundation

/// libmariadb by hand, on one connection: prepared statements, all columns as text, each job in a transaction as isolated as a
/// repository's.
final class BareMySQLContender: Contender, @unchecked Sendable {
    // Used by one task, one job after the other.
    private let connection: UnsafeMutablePointer<MYSQL>
    private let point: BareStatement
    private let pageOfPosts: BareStatement
    private let authors: BareStatement
    private let add: BareStatement
    private static let columns = "id, title, body, author_id, views, is_published, created_at"

    struct Failed: Error {}

    init(_ url: ServerURL) throws {
        guard let handle = mysql_init(nil),
            mysql_real_connect(
                handle, url.hosts.first?.name, url.user, url.password, url.database, UInt32(url.hosts.first?.port ?? 3306), nil, 0
            )
                != nil
        else { throw Failed() }
        connection = handle
        mysql_set_character_set(handle, "utf8mb4")
        mysql_query(handle, "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE, time_zone = '+00:00'")
        point = try BareStatement(handle, "SELECT \(Self.columns) FROM posts WHERE id = ?", 1, 7)
        pageOfPosts = try BareStatement(
            handle, "SELECT \(Self.columns) FROM posts WHERE id > ? ORDER BY id LIMIT 50", 1, 7)
        let places = Array(repeating: "?", count: 64).joined(separator: ", ")
        authors = try BareStatement(handle, "SELECT id, name FROM authors WHERE id IN (\(places)) ORDER BY id", 64, 2)
        add = try BareStatement(
            handle, "INSERT INTO posts (title, body, author_id, views, is_published, created_at) VALUES (?, ?, ?, ?, ?, ?)", 6, 0)
    }

    private func plain(_ sql: String) { mysql_query(connection, sql) }

    private func beginReading() {
        plain("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        plain("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
    }

    func pointRead(_ id: Int) async throws -> Int {
        beginReading()
        defer { plain("COMMIT") }
        return try point.run([String(id)]).map(BarePostgresContender.post)[0].views
    }

    func page(after id: Int) async throws -> Int {
        beginReading()
        defer { plain("COMMIT") }
        let posts = try pageOfPosts.run([String(id)]).map(BarePostgresContender.post)
        var keys = Array(Set(posts.map { String($0.authorID) }))
        while keys.count < 64 { keys.append(keys[0]) }
        let authors = Dictionary(
            try self.authors.run(keys).map { (Int($0[0]) ?? 0, Author(id: Int($0[0]), name: $0[1])) }
        ) { first, _ in first }
        return posts.count { authors[$0.authorID] != nil }
    }

    /// MySQL has no RETURNING: what was stored is read by its key.
    func insert(_ number: Int) async throws {
        let post = Post.made(number)
        plain("START TRANSACTION READ WRITE")
        _ = try add.run([
            post.title, post.body, String(post.authorID), String(post.views), post.isPublished ? "1" : "0",
            post.createdAt.databaseText,
        ])
        _ = try point.run([String(mysql_insert_id(connection))]).map(BarePostgresContender.post)
        plain("COMMIT")
    }
}

/// A prepared statement with buffers for texts of up to 1 KB.
final class BareStatement {
    private let handle: UnsafeMutablePointer<MYSQL_STMT>
    private let inputs: UnsafeMutablePointer<MYSQL_BIND>
    private let outputs: UnsafeMutablePointer<MYSQL_BIND>
    private let lengths: UnsafeMutablePointer<UInt>
    private let columns: Int
    private static let size = 1024
    // 254 is MYSQL_TYPE_STRING.

    init(_ connection: UnsafeMutablePointer<MYSQL>, _ sql: String, _ parameters: Int, _ columns: Int) throws {
        guard let handle = mysql_stmt_init(connection), mysql_stmt_prepare(handle, sql, UInt(sql.utf8.count)) == 0 else {
            throw BareMySQLContender.Failed()
        }
        (self.handle, self.columns) = (handle, columns)
        (inputs, outputs) = (.allocate(capacity: max(1, parameters)), .allocate(capacity: max(1, columns)))
        lengths = .allocate(capacity: max(1, columns))
        inputs.initialize(repeating: MYSQL_BIND(), count: max(1, parameters))
        outputs.initialize(repeating: MYSQL_BIND(), count: max(1, columns))
        lengths.initialize(repeating: 0, count: max(1, columns))
        for index in 0..<columns {
            outputs[index].buffer_type = enum_field_types(rawValue: 254)
            outputs[index].buffer = UnsafeMutableRawPointer.allocate(byteCount: Self.size, alignment: 8)
            outputs[index].buffer_length = UInt(Self.size)
            outputs[index].length = lengths + index
        }
    }

    func run(_ values: [String]) throws -> [[String]] {
        let texts = values.map { strdup($0) }
        defer { for text in texts { free(text) } }
        for (index, text) in texts.enumerated() {
            inputs[index].buffer_type = enum_field_types(rawValue: 254)
            inputs[index].buffer = UnsafeMutableRawPointer(text)
            inputs[index].buffer_length = UInt(values[index].utf8.count)
        }
        guard mysql_stmt_bind_param(handle, inputs) == 0, mysql_stmt_execute(handle) == 0 else {
            throw BareMySQLContender.Failed()
        }
        guard columns > 0 else { return [] }
        mysql_stmt_bind_result(handle, outputs)
        mysql_stmt_store_result(handle)
        defer { mysql_stmt_free_result(handle) }
        var rows: [[String]] = []
        while mysql_stmt_fetch(handle) == 0 {
            rows.append(
                (0..<columns).map { index in
                    String(
                        decoding: UnsafeRawBufferPointer(start: outputs[index].buffer, count: Int(lengths[index])), as: UTF8.self)
                })
        }
        return rows
    }
}
