import Blocking
import HTTP
import HTTPTypes
import Synchronization

/// An answer with all of its content.
struct WholeAnswer: Sendable {
    let head: ResponseHead
    let content: [UInt8]

    /// More than Lambda takes.
    struct TooLarge: Error, CustomStringConvertible {
        let limit: Int
        var description: String { "the answer is larger than the \(limit) bytes that Lambda takes: stream it, or link to a file" }
    }

    /// - Throws: ``TooLarge``, and whatever goes wrong while the content is made or read.
    init(_ response: Response, to method: HTTPRequest.Method, limit: Int, files: BlockingQueue) async throws {
        head = ResponseHead(response, method: method, version: .http11, keepsAlive: true)
        guard head.sendsContent else {
            content = []
            return
        }
        switch response.body {
        case .empty: content = []
        case .bytes(let bytes): content = bytes
        case .file(let region):
            guard region.length <= limit else { throw TooLarge(limit: limit) }
            content = try await files.run { try region.read() }
        case .stream(_, let produce):
            let collector = Collector(limit: limit)
            try await produce(collector)
            content = collector.bytes
        }
        guard content.count <= limit else { throw TooLarge(limit: limit) }
    }

    private final class Collector: BodyWriter {
        private let limit: Int
        private let written = Mutex<[UInt8]>([])

        init(limit: Int) { self.limit = limit }

        var bytes: [UInt8] { written.withLock(\.self) }

        func write(_ bytes: [UInt8]) async throws {
            let count = written.withLock { written in
                written += bytes
                return written.count
            }
            guard count <= limit else { throw TooLarge(limit: limit) }
        }
    }
}
