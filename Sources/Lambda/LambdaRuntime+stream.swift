import Blocking
import HTTP
import HTTPTypes
import Logging

// "Implementing response streaming in a custom runtime": the answer goes in the chunked coding, first status and fields as JSON with
// eight bytes of 0 behind it, then the content as it is made. What fails after that is told in trailers.
extension LambdaRuntime {
    /// Answers as the content is made. A request without an answer in time gets 504; content that does not end in time is cut, and
    /// its visitor sees that it is.
    func stream(_ request: Request, _ invocation: Invocation) async throws {
        let handler = handler
        let made = await TimedWork(until: softDeadline(invocation)) { await handler(request) }
        guard let response = made.value else {
            logger.error("no answer in time", metadata: ["path": "\(request.path)", "request_id": "\(invocation.id)"])
            try await stream(.plainPage(.gatewayTimeout), invocation)
            return await settle(made, invocation)
        }
        try await stream(response, to: request.method, invocation)
    }

    func stream(_ response: Response, to method: HTTPRequest.Method = .get, _ invocation: Invocation) async throws {
        let head = ResponseHead(response, method: method, version: .http11, keepsAlive: true)
        let prelude = try LambdaReply(head: head, for: .httpAPI).json + [UInt8](repeating: 0, count: 8)
        try await api.beginStream(invocation.id, fields: Self.streamFields)
        let writer = StreamWriter(api: api, id: invocation.id)
        let work = await TimedWork(until: softDeadline(invocation)) { () -> Result<Void, any Error> in
            do {
                try await writer.write(prelude)
                if head.sendsContent { try await Self.write(response.body, to: writer) }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try await end(work.value ?? .failure(StreamLate()), invocation)
        await settle(work, invocation)
    }

    private struct StreamLate: Error, CustomStringConvertible {
        var description: String { "The answer did not end in time." }
    }

    private func end(_ result: Result<Void, any Error>, _ invocation: Invocation) async throws {
        var last: [UInt8] = []
        var trailers: [FormField] = []
        if case .failure(let error) = result {
            logger.error("a streamed answer was cut", metadata: ["error": "\(error)", "request_id": "\(invocation.id)"])
            trailers = FailureReport(type: "Site.AnswerCut", message: "The answer was cut.").trailers
        }
        ChunkedEncoder.appendEnd(trailers: trailers, to: &last)
        try await api.endStream(last, of: invocation.id)
    }

    private static let streamFields: [(name: String, value: String)] = [
        ("Content-Type", "application/vnd.awslambda.http-integration-response"),
        ("Lambda-Runtime-Function-Response-Mode", "streaming"),
        ("Trailer", "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body"),
    ]

    private static let piece = 64 << 10

    private static func write(_ body: ResponseBody, to writer: StreamWriter) async throws {
        switch body {
        case .empty: break
        case .bytes(let bytes): try await writer.write(bytes)
        case .stream(_, let produce): try await produce(writer)
        case .file(let region):
            for offset in stride(from: 0, to: region.length, by: piece) {
                let part = FileRegion(
                    path: region.path, offset: region.offset + offset, length: min(piece, region.length - offset))
                try await writer.write(try await files.run { try part.read() })
            }
        }
    }
}

/// Writes a streamed answer to the runtime API.
private struct StreamWriter: BodyWriter {
    let api: RuntimeAPI
    let id: String

    func write(_ bytes: [UInt8]) async throws {
        var chunk: [UInt8] = []
        ChunkedEncoder.append(bytes, to: &chunk)
        if !chunk.isEmpty { try await api.write(chunk, of: id) }
    }
}
