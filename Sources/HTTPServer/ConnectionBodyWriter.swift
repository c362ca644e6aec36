import HTTP
import Synchronization

/// Writes a streamed answer to its connection. `write` suspends while more than a window is unsent.
final class ConnectionBodyWriter: BodyWriter {
    /// The stream said one length and wrote another, or went on after its end.
    struct WrongLength: Error, CustomStringConvertible {
        let declared: Int
        var description: String { "the answer does not have the \(declared) bytes that it declared" }
    }

    private let connection: Connection
    private let number: Int
    private let framing: ResponseHead.Framing
    private let written = Mutex(0)
    private let stop = AsyncStream.makeStream(of: Void.self)

    init(_ connection: Connection, number: Int, framing: ResponseHead.Framing) {
        self.connection = connection
        self.number = number
        self.framing = framing
    }

    func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        let total = written.withLock { total in
            total += bytes.count
            return total
        }
        if case .length(let declared) = framing, total > declared { throw WrongLength(declared: declared) }
        try await withUnsafeThrowingContinuation { continuation in
            connection.loop.run {
                self.connection.write(bytes, of: self.number, isChunked: self.framing == .chunked, continuation)
            }
        }
    }

    func untilStopping() async {
        for await _ in stop.stream {}
    }

    /// The server stops.
    func serverStops() { stop.continuation.finish() }

    /// On the loop, when the producer has returned.
    func finish() throws {
        if case .length(let declared) = framing, written.withLock(\.self) != declared { throw WrongLength(declared: declared) }
        if framing == .chunked { ChunkedEncoder.appendEnd(to: &connection.output.tail) }
    }
}
