import BucketSQLite
public import Database
import DatabaseMySQL
import DatabasePostgres
import DatabaseSQLite
import Foundation
public import Logging
import ObjectStore
import TestServices

/// Each kind of engine, over the real thing: what holds on one has to hold on all.
public enum TestDatabase: String, CaseIterable, Sendable, CustomStringConvertible {
    /// A file.
    case sqlite
    /// A file in a bucket, in memory.
    case bucket
    /// A server, shared; each test has a schema of its own.
    case postgres
    /// A server, shared; each test has a database of its own.
    case mariadb

    /// The name in a test's title.
    public var description: String { rawValue }

    /// The kind that `TEST_DATABASE` names, for suites that run on one at a time; a file where it names none.
    public static var chosen: TestDatabase {
        ProcessInfo.processInfo.environment["TEST_DATABASE"].flatMap(TestDatabase.init) ?? .sqlite
    }

    /// The kind that `TEST_DATABASE` names, and all where it names none.
    public static var asked: [TestDatabase] {
        ProcessInfo.processInfo.environment["TEST_DATABASE"].flatMap(TestDatabase.init).map { [$0] } ?? allCases
    }

    /// Runs a test on an empty database of its own.
    public func run(_ test: (any DatabaseEngine) async throws -> Void) async throws {
        let engine = try await open()
        do {
            try await test(engine)
            await engine.close()
        } catch {
            await engine.close()
            throw error
        }
    }

    /// An engine on an empty database; whoever opens it closes it.
    ///
    /// - Parameters:
    ///   - options: of a server's URL, as `pool_size=2`.
    ///   - replica: whether reads go to a replica, where the kind has one.
    public func open(_ options: String = "", replica: Bool = false) async throws -> any DatabaseEngine {
        switch self {
        case .sqlite: return try SQLiteEngine.inMemory()
        case .bucket:
            var options = BucketOptions()
            // Hundreds of tests share the processors; none of these is about time.
            options.timeout = 120
            return try await BucketEngine.open(key: "site.sqlite", in: MemoryStore(), options: options, logger: Self.logger)
        case .postgres:
            let (url, other) = try await Self.postgresURLs(options)
            return try PostgresEngine(url, replica: replica ? other : nil, logger: Self.logger)
        case .mariadb: return try MySQLEngine(try await Self.mariadbURL(options), logger: Self.logger)
        }
    }

    /// The URL of a new database.
    public static func mariadbURL(_ options: String = "") async throws -> ServerURL {
        let service = try await DatabaseService.mariadb.service()
        let name = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        let administrator = try MySQLEngine(ServerURL(service.url), logger: logger)
        try await administrator.write {
            _ = try $0.execute("CREATE DATABASE \(name) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
        }
        await administrator.close()
        var url = try ServerURL(service.url + (options.isEmpty ? "" : "?" + options))
        url.database = name
        return url
    }

    /// The URLs of a new schema, on the server and on its replica.
    public static func postgresURLs(_ options: String = "") async throws -> (primary: ServerURL, replica: ServerURL) {
        let service = try await DatabaseService.postgres.service()
        let schema = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
        let administrator = try PostgresEngine(ServerURL(service.url), logger: logger)
        try await administrator.write { _ = try $0.execute("CREATE SCHEMA \(schema)") }
        await administrator.close()
        let query = "?options=-csearch_path%3D\(schema),public" + (options.isEmpty ? "" : "&" + options)
        return (try ServerURL(service.url + query), try ServerURL(service.fact("REPLICA_URL") + query))
    }

    /// Says nothing.
    public static let logger: Logger = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()
}
