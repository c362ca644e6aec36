import HTTP
import HTTPTypes
import Synchronization
import Testing

@testable import Web

@Suite("Event streams")
struct EventStreamTests {
    /// Keeps what is written and tells of it; from some write on, the client is gone.
    private final class Client: BodyWriter {
        struct Gone: Error {}

        let heard = Mutex<[String]>([])
        let writes: AsyncStream<Int>
        private let tell: AsyncStream<Int>.Continuation
        private let limit: Int

        init(goneAfter limit: Int = .max) {
            self.limit = limit
            (writes, tell) = AsyncStream.makeStream(of: Int.self)
        }

        func write(_ bytes: [UInt8]) async throws {
            let count = heard.withLock { heard in
                heard.append(String(decoding: bytes, as: UTF8.self))
                return heard.count
            }
            tell.yield(count)
            if count > limit { throw Gone() }
        }
    }

    private static func stream(_ answer: EventStream, _ headers: [(String, String)] = []) async throws -> Response {
        let site = try TestSite { site in site.get("/events") { _ in answer } }
        return await site.send(.get, "/events", headers)
    }

    private static func run(_ response: Response, to client: Client) async throws {
        guard case .stream(nil, let write) = response.body else {
            Issue.record("no stream without length")
            return
        }
        try await write(client)
    }

    @Test(
        "an event is lines of fields, whatever stands in it",
        arguments: [
            (ServerSentEvent("hello"), "data: hello\n\n"),
            (ServerSentEvent(""), "data: \n\n"),
            (ServerSentEvent("one\ntwo\r\nthree\rfour"), "data: one\ndata: two\ndata: three\ndata: four\n\n"),
            (ServerSentEvent("x", event: "news", id: "7", retry: 2000), "event: news\nid: 7\nretry: 2000\ndata: x\n\n"),
            (ServerSentEvent("x", event: "a\ndata: b", id: "1\r\n\02"), "event: adata: b\nid: 12\ndata: x\n\n"),
            (ServerSentEvent("x\n\nid: 9"), "data: x\ndata: \ndata: id: 9\n\n"),
        ])
    func fields(event: ServerSentEvent, expected: String) {
        #expect(String(decoding: event.bytes, as: UTF8.self) == expected)
    }

    @Test("a stream begins at once, is kept by nobody, and ends with its closure")
    func events() async throws {
        let response = try await Self.stream(
            EventStream(heartbeat: .seconds(3600)) { events in
                try await events.send(ServerSentEvent("one", id: "1"))
                try await events.send(ServerSentEvent("two", id: "2"))
            })
        #expect(response["Content-Type"] == "text/event-stream")
        #expect(response["Cache-Control"] == "no-store")
        let text = String(decoding: try await response.bytes(), as: UTF8.self)
        #expect(text == ":\n\nid: 1\ndata: one\n\nid: 2\ndata: two\n\n")
    }

    @Test("a browser that comes back says what it saw last")
    func lastEvent() async throws {
        let site = try TestSite { site in site.get("/") { context in context.lastEventID ?? "none" } }
        #expect(await site.send(.get, "/", [("Last-Event-ID", "41")]).text == "41")
        #expect(await site.send(.get, "/", [("Last-Event-ID", "")]).text == "none")
        #expect(await site.send(.get, "/").text == "none")
    }

    @Test("comments keep a silent stream open")
    func heartbeat() async throws {
        let client = Client()
        let response = try await Self.stream(
            EventStream(heartbeat: .milliseconds(1)) { events in
                for await count in client.writes where count == 3 { return try await events.send(ServerSentEvent("now")) }
            })
        try await Self.run(response, to: client)
        #expect(client.heard.withLock { $0.prefix(3) } == [":\n\n", ":\n\n", ":\n\n"])
        #expect(client.heard.withLock { $0.contains("data: now\n\n") })
    }

    @Test("when the client is gone the closure is cancelled")
    func gone() async throws {
        let wasCancelled = Mutex(false)
        let (silence, _) = AsyncStream.makeStream(of: Never.self)
        let response = try await Self.stream(
            EventStream(heartbeat: .milliseconds(1)) { _ in
                for await _ in silence {}
                wasCancelled.withLock { $0 = Task.isCancelled }
            })
        await #expect(throws: Client.Gone.self) { try await Self.run(response, to: Client(goneAfter: 1)) }
        #expect(wasCancelled.withLock { $0 })
    }
}
