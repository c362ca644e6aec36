import BucketSQLite
import Database
import DatabaseSQLite
import Logging
import ObjectStore

extension DatabaseURL {
    /// Opens the database. Nothing is written to a bucket; a file is made where there is none.
    ///
    /// - Parameters:
    ///   - directory: what a relative path starts from.
    ///   - environment: credentials and endpoint (`AWS_…`).
    func open(in directory: String, environment: [String: String], logger: Logger) async throws -> any DatabaseEngine {
        switch self {
        case .sqlite(let path):
            return try SQLiteEngine(path: path.hasPrefix("/") ? path : directory + "/" + path)
        case .bucket(let name, let key, let options):
            let store = try Self.store(name, options, environment: environment, logger: logger)
            return try await BucketEngine.open(key: key, in: store, options: options, logger: logger)
        }
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
