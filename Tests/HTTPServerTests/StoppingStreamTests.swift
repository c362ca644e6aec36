import HTTP
import HTTPServer
import HTTPTypes
import Testing

@Suite struct StoppingStreamTests {
    @Test func `A stream without end is ended when the server stops, with its last chunk`() async throws {
        let began = Gate()
        // Says "tick" once, and then nothing until it is told of the stop.
        let endless: Handler = { _ in
            Response(
                headers: [.contentType: "text/event-stream"],
                body: .stream(length: nil) { writer in
                    try await writer.write(Array("data: tick\n\n".utf8))
                    began.open()
                    await writer.untilStopping()
                })
        }
        try await withServer({ $0.gracePeriod = 600 }, handler: endless) { address, server in
            let client = try RawClient(address)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await began.passed()
            async let stopped: Void = server.stop()
            #expect(try await client.answer().body == "data: tick\n\n")
            await stopped
        }
    }

    @Test func `A stream that begins while the server stops is told at once`() async throws {
        let asked = Gate()
        let stopping = Gate()
        let late: Handler = { _ in
            asked.open()
            await stopping.passed()
            return Response(body: .stream(length: nil) { await $0.untilStopping() })
        }
        try await withServer({ $0.gracePeriod = 600 }, handler: late) { address, server in
            let client = try RawClient(address)
            let idle = try RawClient(address)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await asked.passed()
            async let stopped: Void = server.stop()
            // The idle connection closes: the loops know of the stop, or one of them will before its next turn.
            _ = try await idle.readToEnd()
            stopping.open()
            #expect(try await client.answer().body == "")
            await stopped
        }
    }
}
