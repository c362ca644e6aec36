import Logging
import TestServices
import Testing

@testable import ObjectStore

@Suite("S3 when things go wrong")
struct S3FaultTests {
    /// A store over a new bucket behind a fault proxy of its own.
    private func setUp(
        _ adjust: (inout S3Configuration) -> Void = { _ in }
    ) async throws -> (store: S3Store, proxy: FaultProxy) {
        let proxy = try await FaultProxy()
        return (try await makeS3Store(url: try proxy.url, adjust: adjust), proxy)
    }

    private func failure(_ body: () async throws -> Void) async throws -> StoreError {
        try #require(await #expect(throws: StoreError.self) { try await body() })
    }

    @Test("A conditional put whose answer is lost is of unknown outcome, and was sent once", arguments: ["rst", "fin"])
    func lostAnswer(how: String) async throws {
        let (store, proxy) = try await setUp()
        // A kept connection: what libcurl would be tempted to repeat on.
        try await store.put("warm", "up")
        try await proxy.rules(#"[{"method": "PUT", "path": "/x$", "fault": "drop_after", "how": "\#(how)"}]"#)
        let error = try await failure { try await store.put("x", "mine", if: .absent) }
        #expect(error.kind == .unknownOutcome)
        #expect(error.message.hasSuffix("The write may be applied."))
        let sent = try await proxy.log().filter { $0.method == "PUT" && $0.target.hasSuffix("/x") }
        #expect(sent.map(\.passed) == [1])
        try await proxy.rules("[]")
        #expect(try await store.object("x").bytes == bytes("mine"))
    }

    @Test("The same holds for an empty body, which libcurl could send again without asking for it")
    func lostAnswerToEmptyBody() async throws {
        let (store, proxy) = try await setUp()
        try await store.put("warm", "up")
        try await proxy.rules(#"[{"method": "PUT", "path": "/x$", "fault": "drop_after", "how": "fin"}]"#)
        let error = try await failure { try await store.put("x", "", if: .absent) }
        #expect(error.kind == .unknownOutcome)
        #expect(try await proxy.log().filter { $0.target.hasSuffix("/x") }.map(\.passed) == [1])
    }

    @Test("A conditional put whose kept connection dies in the middle of the body is not silently sent again")
    func deadInBody() async throws {
        let (store, proxy) = try await setUp { $0.maximumConnections = 1 }
        try await store.put("warm", "up")
        try await proxy.rules(#"[{"method": "PUT", "path": "/x$", "fault": "reset", "after": 100000, "count": 1}]"#)
        let content = [UInt8](repeating: 7, count: 4_000_000)
        let error = try await failure { _ = try await store.put("x", content, if: .absent, deadline: nil) }
        #expect(error.kind == .unknownOutcome)
        #expect(try await proxy.log().filter { $0.target.hasSuffix("/x") }.count == 1)
        #expect(try await store.head("x") == nil)
    }

    @Test(
        "A conditional put whose kept connection dies before the body is sent whole once, or is of unknown outcome",
        arguments: 0..<5)
    func deadBeforeBody(round: Int) async throws {
        let (store, proxy) = try await setUp { $0.maximumConnections = 1 }
        try await store.put("warm", "up")
        try await proxy.rules(#"[{"method": "PUT", "path": "/x$", "fault": "reset", "count": 1}]"#)
        let content = [UInt8](repeating: 7, count: 1_000_000 * round + 10)
        var kind: StoreError.Kind?
        do { _ = try await store.put("x", content, if: .absent, deadline: nil) } catch { kind = error.kind }
        let passed = try await proxy.log().filter { $0.target.hasSuffix("/x") }.map(\.passed).reduce(0, +)
        if kind == nil { #expect(passed == 1) } else { #expect(kind == .unknownOutcome && passed == 0) }
    }

    @Test("A connection that the server closed while it was idle is noticed, and the put goes over a new one")
    func closedIdleConnection() async throws {
        let (store, proxy) = try await setUp { $0.maximumConnections = 1 }
        try await proxy.rules(#"[{"method": "PUT", "path": "/warm$", "then_close": true}]"#)
        try await store.put("warm", "up")
        // The end of the connection comes after the answer: before it is there, a put could only be of unknown outcome.
        while try await !proxy.log().contains(where: { $0.closed == true }) { try await Task.sleep(for: .milliseconds(5)) }
        try await store.put("x", "mine", if: .absent)
        #expect(try await proxy.log().filter { $0.target.hasSuffix("/x") }.count == 1)
    }

    @Test("An unconditional put and a delete are repeated")
    func repeated() async throws {
        let (store, proxy) = try await setUp()
        try await proxy.rules(#"[{"path": "/x$", "fault": "drop_after", "count": 1}]"#)
        try await store.put("x", "mine")
        #expect(try await store.object("x").bytes == bytes("mine"))
        try await proxy.rules(#"[{"method": "DELETE", "fault": "status", "code": 500, "count": 2}]"#)
        try await store.delete("x")
        #expect(try await store.head("x") == nil)
    }

    @Test(
        "A 500 to a conditional put leaves the outcome open, whether it was applied or not",
        arguments: ["status", "status_after"])
    func internalError(fault: String) async throws {
        let (store, proxy) = try await setUp()
        try await proxy.rules(#"[{"method": "PUT", "path": "/x$", "fault": "\#(fault)", "code": 500}]"#)
        let error = try await failure { try await store.put("x", "mine", if: .absent) }
        #expect(error.kind == .unknownOutcome)
        #expect(error.status == 500 && error.code == "InternalError" && error.requestID == "FAULT")
        #expect(try await proxy.log().filter { $0.target.hasSuffix("/x") }.count == 1)
    }

    @Test("A cut answer never becomes an object", arguments: [ByteRange?.none, .bounds(0..<60_000)])
    func truncated(range: ByteRange?) async throws {
        let (store, proxy) = try await setUp()
        let content = [UInt8](repeating: 1, count: 100_000)
        _ = try await store.put("x", content, if: .always, deadline: nil)
        try await proxy.rules(#"[{"method": "GET", "fault": "truncate"}]"#)
        let error = try await failure { _ = try await store.get("x", range: range, unless: nil) }
        #expect(error.kind == .corrupt)
        try await proxy.rules(#"[{"method": "GET", "fault": "truncate", "count": 2}]"#)
        #expect(try await store.object("x", range: range).bytes.count == range.map { _ in 60_000 } ?? 100_000)
    }

    @Test("A flipped bit is found by the checksum, and by the tag where there is none", arguments: [true, false])
    func corrupt(sendsChecksums: Bool) async throws {
        let (store, proxy) = try await setUp { $0.sendsChecksums = sendsChecksums }
        let content = [UInt8](repeating: 1, count: 10_000)
        _ = try await store.put("x", content, if: .always, deadline: nil)
        try await proxy.rules(#"[{"method": "GET", "fault": "corrupt"}]"#)
        let error = try await failure { _ = try await store.get("x", range: nil, unless: nil) }
        #expect(error.kind == .corrupt)
        #expect(error.message.contains("differs"))
        try await proxy.rules(#"[{"method": "GET", "fault": "corrupt", "count": 1}]"#)
        #expect(try await store.object("x").bytes == content)
    }

    @Test("503 is waited out by a get, and given back to who puts under a condition")
    func throttled() async throws {
        let (store, proxy) = try await setUp()
        try await store.put("x", "mine")
        try await proxy.rules(#"[{"fault": "status", "code": 503, "headers": {"Retry-After": "0"}, "count": 3}]"#)
        #expect(try await store.object("x").bytes == bytes("mine"))
        try await proxy.rules(#"[{"fault": "status", "code": 503, "headers": {"Retry-After": "2"}}]"#)
        let error = try await failure { try await store.put("y", "1", if: .absent) }
        #expect(error.kind == .throttled(retryAfter: 2))
        try await proxy.rules(#"[{"fault": "status", "code": 503, "headers": {"Retry-After": "0"}}]"#)
        let read = try await failure { _ = try await store.get("x", range: nil, unless: nil) }
        #expect(read.kind == .throttled(retryAfter: 0))
    }

    @Test("A deadline ends a put that hangs: its outcome is unknown")
    func deadline() async throws {
        let (store, proxy) = try await setUp()
        try await proxy.rules(#"[{"method": "PUT", "path": "/x$", "fault": "delay", "seconds": 30}]"#)
        let error = try await failure {
            _ = try await store.put("x", [1], if: .absent, deadline: .now + .seconds(3))
        }
        #expect(error.kind == .unknownOutcome)
    }

    @Test("A body that stands still ends at the time-out, and is no object")
    func stalled() async throws {
        let (store, proxy) = try await setUp {
            $0.requestTimeout = 5
            $0.attempts = 1
        }
        try await store.put("x", String(repeating: "a", count: 1000))
        try await proxy.rules(#"[{"method": "GET", "fault": "stall"}]"#)
        let error = try await failure { _ = try await store.get("x", range: nil, unless: nil) }
        #expect(error.kind == .corrupt)
    }

    @Test("A put that reached the store twice sees its own work: the answer stays 412, for the caller to settle")
    func duplicated() async throws {
        let (store, proxy) = try await setUp()
        try await proxy.rules(#"[{"method": "PUT", "path": "/x$", "fault": "duplicate"}]"#)
        let error = try await failure { try await store.put("x", "mine", if: .absent) }
        #expect(error.kind == .conditionFailed)
    }

    @Test("409 to a conditional put means that it was not applied")
    func conflict() async throws {
        let (store, proxy) = try await setUp()
        try await proxy.rules(#"[{"method": "PUT", "fault": "status", "code": 409, "s3_code": "ConditionalRequestConflict"}]"#)
        let error = try await failure { try await store.put("x", "1", if: .absent) }
        #expect(error.kind == .conditionFailed)
    }

    @Test("Nobody listens: the store is unreachable, and nothing was applied")
    func nobodyListens() async throws {
        var configuration = S3Configuration(
            endpoint: "http://127.0.0.1:1", credentials: Credentials(accessKeyID: "a", secretAccessKey: "b"))
        configuration.firstDelay = 0.001
        let store = try S3Store(bucket: "bucket", configuration: configuration, logger: Logger(label: "test"))
        let put = try await failure { try await store.put("x", "1", if: .absent) }
        let get = try await failure { _ = try await store.get("x", range: nil, unless: nil) }
        #expect(put.kind == .unreachable && get.kind == .unreachable)
        #expect(put.message.hasPrefix("127.0.0.1:1 could not be reached: "))
    }

    @Test(
        "What is not S3 is never a missing object",
        arguments: [
            #"{"fault": "answer", "code": 404, "headers": {"Content-Type": "text/html"}, "body": "<html><br>Not Found</html>"}"#,
            #"{"fault": "answer", "code": 404, "body": ""}"#,
            #"{"fault": "answer", "code": 200, "headers": {"Content-Type": "text/html"}, "body": "<h1>Please sign in</h1>"}"#,
            #"{"fault": "answer", "code": 302, "headers": {"Location": "http://portal.example/"}, "body": ""}"#,
        ])
    func notS3(rule: String) async throws {
        let (store, proxy) = try await setUp()
        try await proxy.rules("[\(rule)]")
        let get = try await failure { _ = try await store.get("x", range: nil, unless: nil) }
        #expect(get.kind == .unsupported)
        let head = try await failure { _ = try await store.head("x") }
        #expect(head.kind == .unsupported)
        let list = try await failure { _ = try await store.list(prefix: "") }
        #expect(list.kind == .unsupported)
        let put = try await failure { try await store.put("x", "1", if: .absent) }
        #expect(put.kind == .unsupported || put.kind == .unknownOutcome)
    }

    @Test("Keys that ended are fetched anew, and the put that was refused for it is sent once more")
    func endedCredentials() async throws {
        let (store, proxy) = try await setUp()
        try await proxy.rules(
            #"[{"method": "PUT", "path": "/x$", "fault": "status", "code": 400, "s3_code": "ExpiredToken", "count": 1}]"#)
        try await store.put("x", "mine", if: .absent)
        #expect(try await proxy.log().filter { $0.target.hasSuffix("/x") }.map(\.passed) == [0, 1])
        try await proxy.rules(#"[{"method": "PUT", "fault": "status", "code": 400, "s3_code": "ExpiredToken"}]"#)
        let error = try await failure { try await store.put("y", "mine", if: .absent) }
        #expect(error.kind == .denied)
        #expect(try await proxy.log().filter { $0.target.hasSuffix("/y") }.count == 2)
    }
}
