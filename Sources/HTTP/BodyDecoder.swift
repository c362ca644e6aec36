/// A request's body, by either framing: how many bytes belong to it and what they say.
public struct BodyDecoder: Sendable {
    private enum Framing {
        case remaining(Int)
        case chunked(ChunkedDecoder)
    }

    private var framing: Framing
    private let limit: Int
    private var decoded = 0

    /// A decoder at the body's first byte.
    ///
    /// - Parameter limit: bytes of content; one more is refused (413), a declared length above it at once.
    public init(_ framing: RequestHead.Framing, limit: Int, chunkLimits: ChunkedDecoder.Limits = .init()) throws(RequestRefusal) {
        self.limit = limit
        switch framing {
        case .none: self.framing = .remaining(0)
        case .length(let length):
            guard length <= limit else { throw .bodyTooLarge }
            self.framing = .remaining(length)
        case .chunked: self.framing = .chunked(ChunkedDecoder(limits: chunkLimits))
        }
    }

    /// Whether the whole body was read.
    public var isFinished: Bool {
        switch framing {
        case .remaining(let count): count == 0
        case .chunked(let decoder): decoder.isFinished
        }
    }

    /// How many bytes are still to come; `nil` where only the chunks will tell.
    public var remaining: Int? {
        if case .remaining(let count) = framing { count } else { nil }
    }

    /// Appends the content in `input` to `output` until that has `capacity` bytes; returns how many bytes were used.
    public mutating func decode(
        _ input: Span<UInt8>, into output: inout [UInt8], capacity: Int = .max
    ) throws(RequestRefusal) -> Int {
        switch framing {
        case .remaining(let remaining):
            let count = max(0, min(remaining, input.count, capacity - output.count))
            output.append(input.extracting(0..<count))
            framing = .remaining(remaining - count)
            return count
        case .chunked(var decoder):
            let before = output.count
            let used = try decoder.decode(input, into: &output, capacity: capacity)
            framing = .chunked(decoder)
            decoded += output.count - before
            guard decoded <= limit else { throw .bodyTooLarge }
            return used
        }
    }
}
