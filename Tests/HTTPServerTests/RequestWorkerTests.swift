import HTTP
import HTTPServer
import Synchronization
import Testing

@Suite struct RequestWorkerTests {
    /// The tasks that a handler ran in.
    private final class Tasks: Sendable {
        let seen = Mutex(Set<Int>())

        func note() {
            let task = withUnsafeCurrentTask { $0?.hashValue ?? 0 }
            _ = seen.withLock { $0.insert(task) }
        }
    }

    @Test("There are as many tasks as requests at work, and not as many as connections")
    func idle() async throws {
        let tasks = Tasks()
        let handler: Handler = { _ in
            tasks.note()
            return .text("x")
        }
        try await withServer({ $0.loops = 1 }, handler: handler) { address, _ in
            let clients = try (0..<20).map { _ in try RawClient(address) }
            for client in clients + clients {
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.answer().status == 200)
            }
        }
        #expect(tasks.seen.withLock(\.count) == 1)
    }

    @Test("Requests of many connections are at work at the same time, again and again")
    func busy() async throws {
        let gate = Gate()
        let handler: Handler = { request in
            if request.path == "/wait" { await gate.passed() }
            return .text(request.target)
        }
        try await withServer({ $0.loops = 1 }, handler: handler) { address, _ in
            let clients = try (0..<200).map { _ in try RawClient(address) }
            let both = ["/wait", "/next"].map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
            for client in clients { try await client.send(both) }
            gate.open()
            for path in ["/wait", "/next"] {
                for client in clients { #expect(try await client.answer().body == path) }
            }
            for client in clients { try await client.send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n") }
            for client in clients { #expect(try await client.answer().body == "/again") }
        }
    }
}
