import TestServices
import Testing

@testable import ObjectStore

@Suite("Encryption by S3")
struct S3EncryptionTests {
    private func setUp(_ encryption: ServerSideEncryption) async throws -> (store: S3Store, proxy: FaultProxy) {
        let proxy = try await FaultProxy()
        return (try await makeS3Store(url: try proxy.url) { $0.encryption = encryption }, proxy)
    }

    @Test(
        "is asked for with each upload, and the answer has to confirm it",
        arguments: [ServerSideEncryption.aes256, .kms(keyID: nil)])
    func confirmed(encryption: ServerSideEncryption) async throws {
        let (store, proxy) = try await setUp(encryption)
        try await store.put("x", "one", if: .absent)
        #expect(try await store.object("x").bytes == bytes("one"))
        #expect(try await proxy.log().filter { $0.method == "PUT" && $0.target.hasSuffix("/x") }.count == 1)
    }

    @Test("that an answer does not confirm stops all further uploads")
    func ignored() async throws {
        let (store, proxy) = try await setUp(.aes256)
        try await proxy.rules(#"[{"method": "PUT", "path": "/x$", "fault": "answer", "headers": {"etag": "\"1\""}}]"#)
        let first = try #require(await #expect(throws: StoreError.self) { try await store.put("x", "one", if: .absent) })
        // The store has it, so it can't be called refused.
        #expect(first.kind == .unknownOutcome && first.message.contains("x-amz-server-side-encryption"))
        try await proxy.rules("[]")
        let next = try #require(await #expect(throws: StoreError.self) { try await store.put("y", "two", if: .always) })
        #expect(next.kind == .unsupported)
        #expect(try await proxy.log().allSatisfy { !$0.target.hasSuffix("/y") })
    }
}
