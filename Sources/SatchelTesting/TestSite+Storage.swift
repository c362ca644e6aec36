import BucketSQLite
public import Database
import DatabaseSQLite
import Logging
import Satchel
import Secrets

extension TestSite {
    /// Where a test's site keeps its data. Each test has a database of its own, which goes away with it.
    public enum Storage: Sendable {
        /// An SQLite file in memory.
        case memory
        /// A database in a bucket that does wrong when the test says so.
        case bucket(TestBucket)
        /// A database of its own on a PostgreSQL server, or on MariaDB or MySQL: `postgresql://USER:PASSWORD@HOST/NAME`. The user must
        /// be allowed to make a schema (PostgreSQL) or a database.
        case server(String)
        /// The test's own, which is left open.
        case engine(any DatabaseEngine)
    }
}

/// A database that is open for one test.
struct OpenStorage {
    let engine: any DatabaseEngine
    /// Closes it and takes it away.
    let close: @Sendable () async throws -> Void

    static func open(_ storage: TestSite.Storage, logger: Logger) async throws -> OpenStorage {
        switch storage {
        case .engine(let engine): return OpenStorage(engine: engine) {}
        case .memory: return closing(try SQLiteEngine.inMemory())
        case .bucket(let bucket):
            var options = BucketOptions()
            options.layout = bucket.layout == .ltx ? .ltx : .file
            // A machine that stands still for a while is no reason for a test to fail.
            options.timeout = 120
            return closing(try await BucketEngine.open(key: TestBucket.key, in: bucket.store, options: options, logger: logger))
        case .server(let url): return try await server(try DatabaseURL(url), logger)
        }
    }

    private static func closing(_ engine: any DatabaseEngine) -> OpenStorage {
        OpenStorage(engine: engine) { await engine.close() }
    }

    /// A new schema of a PostgreSQL database, or a new database of a MariaDB or MySQL server.
    private static func server(_ url: DatabaseURL, _ logger: Logger) async throws -> OpenStorage {
        let name = "test_" + Randomness.token(bits: 96).lowercased().filter { $0.isLetter || $0.isNumber }
        let (own, make, drop): (DatabaseURL, String, String)
        switch url {
        case .postgres(var server):
            server.options.append(ServerURL.Option(name: "options", value: "-csearch_path=\(name),public"))
            (own, make, drop) = (.postgres(server), "CREATE SCHEMA \(name)", "DROP SCHEMA \(name) CASCADE")
        case .mysql(var server):
            server.database = name
            let statement = "CREATE DATABASE \(name) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
            (own, make, drop) = (.mysql(server), statement, "DROP DATABASE \(name)")
        case .sqlite, .bucket: throw TestFailure("\(url) is no server: use .memory or .bucket")
        }
        let administrator = try await url.open(in: ".", environment: [:], logger: logger)
        try await administrator.write { _ = try $0.execute(make) }
        let engine = try await own.open(in: ".", environment: [:], logger: logger)
        return OpenStorage(engine: engine) {
            await engine.close()
            try await administrator.write { _ = try $0.execute(drop) }
            await administrator.close()
        }
    }
}
