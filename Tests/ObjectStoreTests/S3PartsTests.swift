import TestServices
import Testing

@testable import ObjectStore

@Suite("S3 uploads in parts")
struct S3PartsTests {
    /// Three parts of the smallest size that S3 takes, the last one shorter.
    private static let content = (0..<11_000_000).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 13) }

    private func setUp() async throws -> (store: S3Store, proxy: FaultProxy) {
        let proxy = try await FaultProxy()
        let store = try await makeS3Store(url: try proxy.url) { ($0.largestPut, $0.partSize) = (6_000_000, 5 << 20) }
        return (store, proxy)
    }

    private func upload(_ store: S3Store, if condition: PutCondition = .absent) async throws(StoreError) -> ETag {
        try await store.upload("x", UploadBody(Self.content), if: condition)
    }

    @Test("A large object comes back as it was, and a small one goes in one PUT")
    func roundTrip() async throws {
        let (store, proxy) = try await setUp()
        let tag = try await upload(store)
        #expect(tag.rawValue.hasSuffix("-3\""))
        let object = try await store.object("x")
        #expect(object.bytes == Self.content)
        #expect(object.info == ObjectInfo(key: "x", etag: tag, size: Self.content.count))
        _ = try await store.upload("y", UploadBody(bytes("small")), if: .absent)
        #expect(try await store.object("y").bytes == bytes("small"))
        #expect(try await proxy.log().filter { $0.target.hasSuffix("/y") && $0.method == "PUT" }.count == 1)
    }

    @Test("Its condition is asked before the parts are sent, and by the last call")
    func condition() async throws {
        let (store, proxy) = try await setUp()
        try await store.put("x", "there")
        let early = await #expect(throws: StoreError.self) { _ = try await upload(store) }
        #expect(early?.kind == .conditionFailed)
        #expect(try await proxy.log().filter { $0.target.contains("uploads") }.isEmpty)
        // Somebody creates it meanwhile: what the first look sees is a lie.
        try await proxy.rules(
            #"[{"method": "HEAD", "fault": "status", "code": 404}, {"method": "GET", "path": "/x$", "fault": "answer", "code": 404, "headers": {"Content-Type": "application/xml"}, "body": "<Error><Code>NoSuchKey</Code></Error>"}]"#
        )
        let late = await #expect(throws: StoreError.self) { _ = try await upload(store) }
        #expect(late?.kind == .conditionFailed)
        #expect(try await proxy.log().last?.method == "DELETE", "the upload is given up")
        try await proxy.rules("[]")
        #expect(try await store.object("x").bytes == bytes("there"))
    }

    @Test("Of four that create one key, exactly one wins")
    func race() async throws {
        let (store, proxy) = try await setUp()
        // The proxy ends with its last reference.
        defer { withExtendedLifetime(proxy) {} }
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 { group.addTask { (try? await upload(store)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test("A part whose answer was lost is sent again, with the same bytes")
    func lostPart() async throws {
        let (store, proxy) = try await setUp()
        try await proxy.rules(#"[{"method": "PUT", "path": "partNumber=2", "fault": "drop_after", "count": 1}]"#)
        _ = try await upload(store)
        #expect(try await store.object("x").bytes == Self.content)
        #expect(try await proxy.log().filter { $0.target.contains("partNumber=2") }.count == 2)
    }

    @Test(
        "The last call is sent once, and what is not known to be done is said so",
        arguments: [
            #""fault": "drop_after""#,
            #""fault": "answer", "code": 200, "body": "<Error><Code>InternalError</Code><Message>later</Message></Error>""#,
            #""fault": "answer", "code": 200, "body": "  ""#,
        ])
    func lostCompletion(fault: String) async throws {
        let (store, proxy) = try await setUp()
        try await proxy.rules(#"[{"method": "POST", "path": "uploadId", \#(fault)}]"#)
        let error = await #expect(throws: StoreError.self) { _ = try await upload(store) }
        #expect(error?.kind == .unknownOutcome)
        #expect(try await proxy.log().filter { $0.method == "POST" && $0.target.contains("uploadId") }.count == 1)
    }

    @Test("What can't be read is given up, and nothing is there")
    func unreadable() async throws {
        struct Gone: Error {}
        let (store, proxy) = try await setUp()
        let body = UploadBody(size: Self.content.count) { range in
            if range.lowerBound > 0 { throw Gone() }
            return Array(Self.content[range])
        }
        let error = await #expect(throws: StoreError.self) { _ = try await store.upload("x", body, if: .absent) }
        #expect(error?.kind == .refused)
        #expect(try await proxy.log().last?.method == "DELETE")
        #expect(try await store.head("x") == nil)
    }
}
