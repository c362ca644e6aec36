import Blocking

/// The calls of the runtime API.
struct RuntimeAPI: Sendable {
    private let connection: RuntimeConnection
    /// Of width 1: the connection is used by one thread at a time.
    private let queue = BlockingQueue(label: "lambda.runtime-api", width: 1)

    init(address: String) throws(LambdaError) {
        guard let colon = address.lastIndex(of: ":"), colon > address.startIndex,
            let port = UInt16(address[address.index(after: colon)...])
        else { throw .address(address) }
        connection = RuntimeConnection(host: String(address[..<colon]), port: String(port))
    }

    /// Waits for the next invocation; `nil` once it is stopped.
    func next() async throws -> Invocation? {
        let reply = try await queue.run { [connection] in try connection.wait(RuntimeCall(path: "invocation/next")) }
        guard let reply else { return nil }
        guard reply.status == 200 else { throw LambdaError.api("\(reply.status) instead of an invocation") }
        return try Invocation(reply)
    }

    func stop() { connection.interrupt() }

    /// Answers an invocation.
    func respond(_ id: String, _ json: [UInt8]) async throws {
        let fields = [(name: "Content-Type", value: "application/json")]
        try await post(RuntimeCall(path: "invocation/\(id)/response", content: json, fields: fields))
    }

    /// Says that an invocation failed.
    func fail(_ id: String, _ report: FailureReport) async throws {
        try await post(Self.call("invocation/\(id)/error", report))
    }

    /// Says that the function can't start.
    func failInit(_ report: FailureReport) async throws {
        try await post(Self.call("init/error", report))
    }

    /// Begins a streamed answer.
    func beginStream(_ id: String, fields: [(name: String, value: String)]) async throws {
        let call = RuntimeCall(path: "invocation/\(id)/response", fields: fields)
        try await queue.run { [connection] in try connection.begin(call, of: id) }
    }

    /// Goes on with a streamed answer: bytes in the chunked coding.
    func write(_ bytes: [UInt8], of id: String) async throws {
        try await queue.run { [connection] in try connection.write(bytes, of: id) }
    }

    /// Ends a streamed answer with its last bytes.
    func endStream(_ bytes: [UInt8], of id: String) async throws {
        try Self.check(try await queue.run { [connection] in try connection.end(bytes, of: id) })
    }

    private static func call(_ path: String, _ report: FailureReport) -> RuntimeCall {
        RuntimeCall(
            path: path, content: report.json,
            fields: [("Content-Type", "application/json"), ("Lambda-Runtime-Function-Error-Type", report.errorType)])
    }

    private func post(_ call: RuntimeCall) async throws {
        try Self.check(try await queue.run { [connection] in try connection.exchange(call) })
    }

    /// 500 is "container error: the runtime should exit promptly". Any other refusal concerns that answer alone: it came too late,
    /// or once already, on a connection that was lost before it said so.
    private static func check(_ reply: RuntimeReply) throws {
        guard reply.status < 500 else { throw LambdaError.api("\(reply.status) to an answer") }
    }
}
