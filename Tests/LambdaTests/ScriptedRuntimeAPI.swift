import HTTP
import HTTPServer
import HTTPTypes
import Logging
import Synchronization

@testable import Lambda

/// The runtime API's part, over this project's own server: hands out events, and keeps what is answered.
final class ScriptedRuntimeAPI: Sendable {
    struct Call: Sendable {
        let path: String
        let fields: RequestFields
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    private struct State {
        var events: [String]
        var number = 0
        var calls: [Call] = []
    }

    private let state: Mutex<State>
    private let seconds: Double
    /// How a call to `/response` or `/error` is answered.
    private let status: HTTPResponse.Status
    private let closesAfter: Bool
    private let (answered, sink) = AsyncStream<Void>.makeStream()

    /// - Parameters:
    ///   - seconds: the time that each invocation has.
    ///   - closesAfter: whether each answer ends its connection.
    init(_ events: [String], seconds: Double = 30, status: HTTPResponse.Status = .accepted, closesAfter: Bool = false) {
        state = Mutex(State(events: events))
        self.seconds = seconds
        self.status = status
        self.closesAfter = closesAfter
    }

    var calls: [Call] { state.withLock(\.calls) }

    /// Runs a runtime on all events; gives what it answered.
    func run(
        _ configuration: LambdaRuntime.Configuration = LambdaRuntime.Configuration(), handler: @escaping Handler,
        afterwards: @escaping LambdaRuntime.Afterwards = { _ in }
    ) async throws -> [Call] {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var limits = ServerConfiguration()
        limits.gracePeriod = 0
        let server = Server([.tcp(host: "127.0.0.1", port: 0)], configuration: limits, logger: logger) { await self.answer($0) }
        guard case .tcp(let host, let port)? = try await server.start().first else { throw LambdaError.address("none") }
        do {
            let runtime = try LambdaRuntime(
                api: "\(host):\(port)", configuration: configuration, logger: logger, handler: handler,
                afterwards: afterwards)
            let count = state.withLock(\.events.count)
            let stop = Task {
                var answers = answered.makeAsyncIterator()
                for _ in 0..<count { await answers.next() }
                runtime.stop()
            }
            defer { stop.cancel() }
            try await runtime.run()
            await server.stop()
            return calls
        } catch {
            await server.stop()
            throw error
        }
    }

    private func answer(_ request: Request) async -> Response {
        var response = request.path.hasSuffix("/next") ? await next() : await keep(request)
        if closesAfter { response.headers[.connection] = "close" }
        return response
    }

    private func next() async -> Response {
        let event = state.withLock { state -> (Int, String)? in
            guard state.number < state.events.count else { return nil }
            state.number += 1
            return (state.number, state.events[state.number - 1])
        }
        guard let (number, json) = event else {
            try? await Task.sleep(for: .seconds(600))
            return Response()
        }
        var response = Response(body: .bytes(Array(json.utf8)))
        let fields = [
            "Lambda-Runtime-Aws-Request-Id": "id-\(number)", "Lambda-Runtime-Trace-Id": "Root=1-trace-\(number)",
            "Lambda-Runtime-Deadline-Ms": "\(Int((WallClock.now() + seconds) * 1000))",
        ]
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }

    private func keep(_ request: Request) async -> Response {
        let body = (try? await request.body.collect(upTo: 32 << 20)) ?? Array("cut".utf8)
        state.withLock { $0.calls.append(Call(path: request.target, fields: request.headers, body: body)) }
        sink.yield()
        return Response(status: status)
    }
}
