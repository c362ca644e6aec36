import HTTP
import HTTPTypes
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Calls a handler directly, and reads its body to the end whatever kind it is.
struct InProcessExchange: Exchange {
    let handler: Handler
    let connection: ConnectionInfo

    func send(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, _ body: [UInt8]
    ) async throws -> RawAnswer {
        let request = Request(
            method: method, target: target, headers: RequestFields(headers), body: body.isEmpty ? .empty : .bytes(body),
            connection: connection)
        let response = await handler(request)
        let bytes = method == .head ? [] : try await Self.bytes(of: response.body)
        return RawAnswer(status: response.status, headers: response.headers, body: bytes)
    }

    func stream(
        _ target: String, _ headers: HTTPFields, _ take: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> RawAnswer {
        let response = await handler(
            Request(method: .get, target: target, headers: RequestFields(headers), body: .empty, connection: connection))
        guard case .stream(_, let write) = response.body else {
            take(try await Self.bytes(of: response.body))
            return RawAnswer(status: response.status, headers: response.headers, body: [])
        }
        do {
            try await write(Forwarder(take: take))
        } catch is CancellationError {}
        return RawAnswer(status: response.status, headers: response.headers, body: [])
    }

    private struct Forwarder: BodyWriter {
        let take: @Sendable ([UInt8]) -> Void
        func write(_ bytes: [UInt8]) async throws {
            try Task.checkCancellation()
            take(bytes)
        }
    }

    static func bytes(of body: ResponseBody) async throws -> [UInt8] {
        switch body {
        case .empty: return []
        case .bytes(let bytes): return bytes
        case .file(let region): return try read(region)
        case .stream(_, let write):
            let collector = Collector()
            try await write(collector)
            return collector.bytes
        }
    }

    private static func read(_ region: FileRegion) throws -> [UInt8] {
        let all = try Data(contentsOf: URL(filePath: region.path))
        return Array(all.dropFirst(region.offset).prefix(region.length))
    }

    private final class Collector: BodyWriter {
        private let storage = Mutex<[UInt8]>([])
        var bytes: [UInt8] { storage.withLock { $0 } }
        func write(_ bytes: [UInt8]) async throws { storage.withLock { $0 += bytes } }
    }
}
