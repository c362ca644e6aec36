import Glibc

/// What a connection has to send, in order: bytes gathered in `tail`, larger blocks and file regions as they are.
struct OutputQueue {
    private enum Segment {
        case bytes([UInt8])
        case file(OpenFile)
    }

    enum Outcome {
        /// Nothing is left.
        case drained
        /// The peer reads slowly: wait for EPOLLOUT.
        case blocked
        /// The peer reads fast: others get their turn first.
        case paused
        case failed
    }

    /// Blocks from this size on are sent from where they are instead of copied.
    private static let separateBytes = 16 << 10
    /// Bytes of a file sent by one call.
    private static let filePiece = 512 << 10
    /// Sent at one go, so that one connection does not hold the loop.
    private static let turnBytes = 1 << 20

    /// Where heads and small bodies are written.
    var tail: [UInt8] = []
    private var segments: [Segment] = []
    /// How much of the first segment (or of the tail) is sent.
    private var sent = 0
    /// Bytes of all segments.
    private var segmentBytes = 0

    /// Bytes in memory and in files that are not sent yet.
    var count: Int { segmentBytes + tail.count - sent }
    var isEmpty: Bool { segments.isEmpty && tail.count == sent }

    mutating func append(_ bytes: [UInt8]) {
        if bytes.count < Self.separateBytes {
            tail.append(contentsOf: bytes)
        } else {
            closeTail()
            segments.append(.bytes(bytes))
            segmentBytes += bytes.count
        }
    }

    mutating func append(_ file: OpenFile) {
        closeTail()
        segments.append(.file(file))
        segmentBytes += file.remaining
    }

    private mutating func closeTail() {
        guard !tail.isEmpty else { return }
        segmentBytes += tail.count
        segments.append(.bytes(tail))
        tail = []
    }

    /// Sends until nothing is left, the socket is full, or it is the others' turn.
    mutating func send(to socket: Socket) -> Outcome {
        let start = count
        while !isEmpty {
            if start - count >= Self.turnBytes { return .paused }
            switch sendOnce(socket) {
            case .bytes(0): return .failed
            case .bytes(let count): advance(count)
            case .wouldBlock: return .blocked
            case .failed: return .failed
            }
        }
        tail.removeAll(keepingCapacity: true)
        sent = 0
        return .drained
    }

    private func sendOnce(_ socket: Socket) -> Socket.Sent {
        guard let first = segments.first else { return socket.send(tail[sent...], [], more: false) }
        switch first {
        case .file(let file):
            return socket.sendFile(file.descriptor, offset: file.offset, count: min(file.remaining, Self.filePiece))
        case .bytes(let bytes):
            guard segments.count > 1 else { return socket.send(bytes[sent...], tail[...], more: false) }
            guard case .bytes(let second) = segments[1] else { return socket.send(bytes[sent...], [], more: true) }
            return socket.send(bytes[sent...], second[...], more: segments.count > 2)
        }
    }

    private mutating func advance(_ count: Int) {
        var count = count
        while count > 0, let first = segments.first {
            if case .file(let file) = first {
                file.advance(count)
                segmentBytes -= count
                if file.remaining == 0 { segments.removeFirst() }
                return
            }
            guard case .bytes(let bytes) = first else { return }
            let step = min(count, bytes.count - sent)
            sent += step
            count -= step
            guard sent == bytes.count else { return }
            segmentBytes -= bytes.count
            segments.removeFirst()
            sent = 0
        }
        sent += count
    }
}
