import BarePostgres
import Foundation

/// libpq by hand, on one connection: prepared statements, each job in a transaction as isolated as a repository's.
final class BarePostgresContender: Contender, @unchecked Sendable {
    // Used by one task, one job after the other.
    private let connection: OpaquePointer
    private static let columns = "id, title, body, author_id, views, is_published, created_at"

    init(url: String) throws {
        guard let connection = PQconnectdb(url), PQstatus(connection) == CONNECTION_OK else { throw Failed() }
        self.connection = connection
        prepare("point", "SELECT \(Self.columns) FROM posts WHERE id = $1")
        prepare("page", "SELECT \(Self.columns) FROM posts WHERE id > $1 ORDER BY id LIMIT 50")
        prepare("authors", "SELECT id, name FROM authors WHERE id = ANY ($1)")
        prepare(
            "insert",
            """
            INSERT INTO posts (title, body, author_id, views, is_published, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
            RETURNING \(Self.columns)
            """)
    }

    private struct Failed: Error {}

    private func prepare(_ name: String, _ sql: String) { PQclear(PQprepare(connection, name, sql, 0, nil)) }

    private func plain(_ sql: String) { PQclear(PQexec(connection, sql)) }

    private func run(_ name: String, _ values: [String]) throws -> [[String]] {
        var pointers = values.map { UnsafePointer<CChar>(strdup($0)) as UnsafePointer<CChar>? }
        defer { for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) } }
        let result = PQexecPrepared(connection, name, Int32(values.count), &pointers, nil, nil, 0)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw Failed() }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { String(cString: PQgetvalue(result, row, $0)) }
        }
    }

    func pointRead(_ id: Int) async throws -> Int {
        plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        defer { plain("COMMIT") }
        return try run("point", [String(id)]).map(Self.post)[0].views
    }

    func page(after id: Int) async throws -> Int {
        plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        defer { plain("COMMIT") }
        let posts = try run("page", [String(id)]).map(Self.post)
        let list = "{" + Set(posts.map { String($0.authorID) }).joined(separator: ",") + "}"
        let authors = Dictionary(
            try run("authors", [list]).map { (Int($0[0]) ?? 0, Author(id: Int($0[0]), name: $0[1])) }
        ) { first, _ in first }
        return posts.count { authors[$0.authorID] != nil }
    }

    func insert(_ number: Int) async throws {
        let post = Post.made(number)
        plain("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE")
        _ = try run(
            "insert",
            [
                post.title, post.body, String(post.authorID), String(post.views), post.isPublished ? "1" : "0",
                post.createdAt.databaseText,
            ]
        ).map(Self.post)
        plain("COMMIT")
    }

    static func post(_ row: [String]) -> Post {
        Post(
            id: Int(row[0]), title: row[1], body: row[2], authorID: Int(row[3]) ?? 0, views: Int(row[4]) ?? 0,
            isPublished: row[5] == "t" || row[5] == "1", createdAt: Date(databaseText: row[6]))
    }
}
