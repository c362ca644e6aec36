import Foundation
import HTTPCalls
import Logging
import TestServices
import Testing

@testable import ObjectStore

/// The stores that must all behave the same.
enum StoreKind: String, CaseIterable, Sendable {
    case memory, folder, s3

    /// An empty store of this kind.
    func make() async throws -> any ObjectStore {
        switch self {
        case .memory: return MemoryStore()
        case .folder: return FolderStore(try temporaryFolder())
        case .s3: return try await makeS3Store()
        }
    }
}

func temporaryFolder() throws -> String {
    let path = NSTemporaryDirectory() + "satchel-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
}

/// A configuration for the shared S3 server, through `url` where a proxy stands before it.
func s3Configuration(url: String? = nil, reader: Bool = false) async throws -> S3Configuration {
    let server = try await S3Service.shared.service()
    let prefix = reader ? "READER_" : ""
    let keys = Credentials(
        accessKeyID: try server.fact(prefix + "ACCESS_KEY"), secretAccessKey: try server.fact(prefix + "SECRET_KEY"))
    var configuration = S3Configuration(endpoint: try url ?? server.url, credentials: keys)
    configuration.firstDelay = 0.001
    return configuration
}

/// A store over a new bucket of the shared S3 server.
func makeS3Store(url: String? = nil, adjust: (inout S3Configuration) -> Void = { _ in }) async throws -> S3Store {
    let bucket = "test-\(UUID().uuidString.lowercased())"
    try await makeBucket(bucket)
    var configuration = try await s3Configuration(url: url)
    adjust(&configuration)
    return try S3Store(bucket: bucket, configuration: configuration, logger: Logger(label: "test"))
}

/// Creating buckets is no business of a store: the path of an empty key is the bucket.
func makeBucket(_ name: String) async throws {
    let store = try S3Store(bucket: name, configuration: try await s3Configuration(), logger: Logger(label: "test"))
    try await store.perform(S3Request(method: .put)) { (_) throws(StoreError) in }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

extension ObjectStore {
    func object(_ key: String, range: ByteRange? = nil) async throws -> Object {
        guard case .object(let object) = try await get(key, range: range, unless: nil) else {
            throw StoreError(.refused, "no object")
        }
        return object
    }

    @discardableResult
    func put(_ key: String, _ text: String, if condition: PutCondition = .always) async throws(StoreError) -> ETag {
        try await put(key, bytes(text), if: condition, deadline: nil)
    }
}

extension GetResult {
    var isMissing: Bool { if case .missing = self { true } else { false } }
    var isNotModified: Bool { if case .notModified = self { true } else { false } }
}
