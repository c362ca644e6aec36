import BucketSQLite
package import Database
import DatabaseSQLite
package import Logging
import ObjectStore
package import Web

#if PostgreSQL
    import DatabasePostgres
#endif
#if MySQL
    import DatabaseMySQL
#endif

extension DatabaseURL {
    /// Opens the database. Nothing is written to a bucket; a file is made where there is none.
    ///
    /// - Parameters:
    ///   - directory: what a relative path starts from.
    ///   - environment: credentials and endpoint (`AWS_…`).
    ///   - figures: where calls to the bucket are counted.
    package func open(
        in directory: String, environment: [String: String], logger: Logger, figures: SiteFigures? = nil
    ) async throws -> any DatabaseEngine {
        switch self {
        case .sqlite(let path):
            return try SQLiteEngine(path: path.hasPrefix("/") ? path : directory + "/" + path, logger: logger)
        case .bucket(let name, let key, let options):
            let store = try Self.store(name, options, environment: environment, logger: logger)
            return try await BucketEngine.open(
                key: key, in: MeteredStore(store, figures: figures), options: options, logger: logger)
        case .postgres(let url): return try Self.postgres(url, try replica(environment), logger)
        case .mysql(let url): return try Self.mysql(url, try replica(environment), logger)
        }
    }

    /// `DATABASE_READ_URL`: a replica, where there is one.
    private func replica(_ environment: [String: String]) throws -> ServerURL? {
        guard let text = environment["DATABASE_READ_URL"], !text.isEmpty else { return nil }
        do {
            return try ServerURL(text)
        } catch {
            throw StartError("DATABASE_READ_URL: \(error.message)")
        }
    }

    private static func postgres(_ url: ServerURL, _ replica: ServerURL?, _ logger: Logger) throws -> any DatabaseEngine {
        #if PostgreSQL
            return try PostgresEngine(url, replica: replica, logger: logger)
        #else
            throw StartError("this program was built without PostgreSQL: build it with the package trait PostgreSQL")
        #endif
    }

    private static func mysql(_ url: ServerURL, _ replica: ServerURL?, _ logger: Logger) throws -> any DatabaseEngine {
        #if MySQL
            return try MySQLEngine(url, replica: replica, logger: logger)
        #else
            throw StartError("this program was built without MySQL: build it with the package trait MySQL")
        #endif
    }

    /// The bucket of that name.
    static func store(
        _ bucket: String, _ options: BucketOptions, environment: [String: String], logger: Logger
    ) throws -> S3Store {
        var configuration = try S3Configuration(environment: environment)
        configuration.encryption = options.serverSideEncryption
        return try S3Store(bucket: bucket, configuration: configuration, logger: logger)
    }
}
