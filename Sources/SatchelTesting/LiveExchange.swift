import Blocking
import HTTPServer
import HTTPTypes
import Satchel
import Synchronization

/// Speaks HTTP/1.1 over a socket: one connection a request, blocking calls on threads of its own.
struct LiveExchange: Exchange {
    let address: ListenAddress

    /// Wide enough that tests which run in parallel don't wait for each other.
    private static let threads = BlockingQueue(label: "satchel.testing.sockets", width: 512, limit: .max)

    func send(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, _ body: [UInt8]
    ) async throws -> RawAnswer {
        try await Self.threads.run {
            let socket = try ClientSocket(address, timeout: 60)
            try socket.write(Self.head(method, target, headers, body) + body)
            return try LiveAnswer.parse(try socket.readToEnd(), isHead: method == .head)
        }
    }

    func stream(
        _ target: String, _ headers: HTTPFields, _ take: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> RawAnswer {
        let line = Lifeline()
        return try await withTaskCancellationHandler {
            try await Self.threads.run {
                let socket = try ClientSocket(address, timeout: 60)
                line.hold(socket)
                defer { line.letGo() }
                try socket.write(Self.head(.get, target, headers, []))
                return try LiveStream.read(from: socket, take)
            }
        } onCancel: {
            line.cut()
        }
    }

    private static func head(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, _ body: [UInt8]
    ) -> [UInt8] {
        var text = "\(method.rawValue) \(target) HTTP/1.1\r\n"
        for field in headers { text += "\(field.name.rawName): \(field.value)\r\n" }
        if !body.isEmpty || (method != .get && method != .head) { text += "Content-Length: \(body.count)\r\n" }
        return Array((text + "Connection: close\r\n\r\n").utf8)
    }
}

/// Ends a connection from another thread, as long as it is there.
private final class Lifeline: Sendable {
    private let state = Mutex<(end: (@Sendable () -> Void)?, isCut: Bool)>((nil, false))

    func hold(_ socket: ClientSocket) {
        let end = socket.end
        state.withLock { state in
            state.end = end
            if state.isCut { end() }
        }
    }

    func letGo() { state.withLock { $0.end = nil } }

    func cut() {
        state.withLock { state in
            state.isCut = true
            state.end?()
        }
    }
}
