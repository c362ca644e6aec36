import Database
import Testing

@testable import BucketSQLite

@Suite("Writes that change nothing but page 1")
struct FirstPageTests {
    @Test(
        "are kept: a trigger or a view in a small schema, and the file's own numbers",
        arguments: [BucketOptions.Layout.file, .ltx],
        [
            (
                "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes; END",
                "SELECT count(*) FROM sqlite_schema WHERE name = 't'"
            ),
            ("CREATE VIEW v AS SELECT 1", "SELECT count(*) FROM sqlite_schema WHERE name = 'v'"),
            ("PRAGMA user_version = 1", "PRAGMA user_version"),
            ("PRAGMA application_id = 1", "PRAGMA application_id"),
        ])
    func kept(layout: BucketOptions.Layout, change: (statement: String, question: String)) async throws {
        let store = FaultyStore()
        var options = BucketOptions()
        options.layout = layout
        let engine = try await open(store, options)
        try await engine.write { try $0.execute("CREATE TABLE notes (text)", .none) }
        try await engine.write { try $0.execute(change.statement, .none) }
        #expect(try await engine.read { try $0.scalar(change.question, as: Int.self) } == 1)
        await engine.close()
        let again = try await open(store, options)
        #expect(try await again.read { try $0.scalar(change.question, as: Int.self) } == 1)
        await again.close()
    }
}
