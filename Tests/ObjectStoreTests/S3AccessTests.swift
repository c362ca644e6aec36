import Logging
import TestServices
import Testing

@testable import ObjectStore

@Suite("S3: keys, buckets and rights")
struct S3AccessTests {
    private func failure(_ body: () async throws -> Void) async throws -> StoreError {
        try #require(await #expect(throws: StoreError.self) { try await body() })
    }

    private func store(_ bucket: String, _ configuration: S3Configuration) throws -> S3Store {
        try S3Store(bucket: bucket, configuration: configuration, logger: Logger(label: "test"))
    }

    @Test("A wrong secret is denied, in words that name the setting")
    func wrongSecret() async throws {
        let good = try await makeS3Store()
        var configuration = try await s3Configuration()
        let id = try await S3Service.shared.service().fact("ACCESS_KEY")
        configuration.credentials = Credentials(accessKeyID: id, secretAccessKey: "wrong")
        let bad = try store(good.bucket, configuration)
        let error = try await failure { _ = try await bad.get("x", range: nil, unless: nil) }
        #expect(error.kind == .denied && error.status == 403 && error.code == "SignatureDoesNotMatch")
        #expect(error.message == "The signature was not accepted: AWS_SECRET_ACCESS_KEY does not belong to the access key id.")
        #expect(try await failure { try await bad.put("x", "1", if: .absent) }.kind == .denied)
        #expect(try await failure { _ = try await bad.head("x") }.kind == .denied)
    }

    @Test("An unknown access key is denied, in words that say where to look")
    func unknownKey() async throws {
        var configuration = try await s3Configuration()
        configuration.credentials = Credentials(accessKeyID: "AKIANOBODY", secretAccessKey: "x")
        let error = try await failure { [configuration] in _ = try await store("bucket", configuration).list(prefix: "") }
        #expect(error.kind == .denied && error.code == "InvalidAccessKeyId")
        #expect(error.message.contains("AWS_ACCESS_KEY_ID"))
    }

    @Test("Who may only read reads, and is denied a write; 403 is not 404")
    func reader() async throws {
        let writer = try await makeS3Store()
        try await writer.put("x", "1")
        let reader = try store(writer.bucket, try await s3Configuration(reader: true))
        #expect(try await reader.object("x").bytes == bytes("1"))
        let error = try await failure { try await reader.put("x", "2") }
        #expect(error.kind == .denied && error.code == "AccessDenied")
        #expect(error.message.contains("s3:PutObject"))
        #expect(try await writer.object("x").bytes == bytes("1"))
    }

    @Test("A bucket that is not there is no missing object")
    func missingBucket() async throws {
        let configuration = try await s3Configuration()
        let store = try store("no-such-bucket-here", configuration)
        #expect(try await failure { _ = try await store.get("x", range: nil, unless: nil) }.kind == .noSuchBucket)
        #expect(try await failure { _ = try await store.head("x") }.kind == .noSuchBucket)
        #expect(try await failure { _ = try await store.list(prefix: "") }.kind == .noSuchBucket)
        #expect(try await failure { try await store.put("x", "1", if: .absent) }.kind == .noSuchBucket)
        #expect(try await failure { try await store.put("x", "1", if: .matches(ETag("\"1\""))) }.kind == .noSuchBucket)
    }

    @Test("More keys than one page holds are all listed")
    func pages() async throws {
        let store = try await makeS3Store()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<1005 { group.addTask { try await store.put("k/\(number)", "x") } }
            try await group.waitForAll()
        }
        let keys = try await store.list(prefix: "k/").map(\.key)
        #expect(Set(keys).count == 1005)
        #expect(keys == keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    @Test("What can't be a bucket or an endpoint is refused before anything is sent")
    func badNames() throws {
        let keys = Credentials(accessKeyID: "a", secretAccessKey: "b")
        for bucket in ["", "a/b", "a b", "ü", "a?b"] {
            #expect(throws: StoreError.self) { try store(bucket, S3Configuration(credentials: keys)) }
        }
        for endpoint in ["", "localhost:9000", "ftp://host", "http://", "http://user@host", "http://host?x"] {
            #expect(throws: StoreError.self) { try store("bucket", S3Configuration(endpoint: endpoint, credentials: keys)) }
        }
    }
}
