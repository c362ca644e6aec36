// The chunked transfer coding, read as it arrives (RFC 9112 section 7.1).
//
//   *( hex-size [ BWS ";" extension ] CRLF  data CRLF )  1*"0" [ … ] CRLF  *( trailer CRLF )  CRLF
//
// Lines end with CRLF and nothing else. Extensions are read over within a bound for the whole body, trailers are kept within
// a bound and never merged into the header fields.

/// An incremental decoder of chunked bodies; a value, without I/O.
public struct ChunkedDecoder: Sendable {
    /// How much is read before a body is refused.
    public struct Limits: Sendable, Hashable {
        /// Bytes of all chunk extensions of one body together.
        public var extensionBytes: Int
        /// Bytes of all trailer lines together.
        public var trailerBytes: Int

        /// Limits in bytes.
        public init(extensionBytes: Int = 4096, trailerBytes: Int = 8192) {
            self.extensionBytes = extensionBytes
            self.trailerBytes = trailerBytes
        }
    }

    private enum State {
        case sizeStart, size, blank, extensions, sizeEnd, data, dataCR, dataLF, trailerStart, trailer, trailerLF, end, done
    }

    private let limits: Limits
    private var state = State.sizeStart
    private var size = 0
    private var digits = 0
    private var extensionBytes = 0
    private var trailerBytes = 0
    private var trailerLine: [UInt8] = []
    /// The trailer lines, each a token, a colon and a value.
    public private(set) var trailers: [FormField] = []

    /// A decoder at the first chunk's beginning.
    public init(limits: Limits = Limits()) { self.limits = limits }

    /// Whether the last chunk and the trailers were read.
    public var isFinished: Bool { state == .done }

    /// Appends the content in `input` to `output` and says how many bytes were used; fewer than all only when the body is
    /// finished or `output` has grown to `capacity` bytes.
    public mutating func decode(
        _ input: Span<UInt8>, into output: inout [UInt8], capacity: Int = .max
    ) throws(RequestRefusal) -> Int {
        var index = 0
        while index < input.count, state != .done {
            guard state == .data else {
                try take(input[index])
                index += 1
                continue
            }
            let count = min(size, input.count - index, capacity - output.count)
            guard count > 0 else { break }
            output.append(input.extracting(index..<(index + count)))
            index += count
            size -= count
            if size == 0 { state = .dataCR }
        }
        return index
    }

    private mutating func take(_ byte: UInt8) throws(RequestRefusal) {
        switch state {
        case .sizeStart, .size, .blank, .extensions, .sizeEnd: try takeSizeLine(byte)
        case .dataCR: try expect(.cr, byte, then: .dataLF)
        case .dataLF: try expect(.lf, byte, then: .sizeStart)
        case .trailerStart where byte == .cr: state = .end
        case .trailerStart, .trailer, .trailerLF: try takeTrailer(byte)
        case .end: try expect(.lf, byte, then: .done)
        case .data, .done: break
        }
    }

    private mutating func expect(_ wanted: UInt8, _ byte: UInt8, then next: State) throws(RequestRefusal) {
        guard byte == wanted else { throw .badChunk }
        state = next
    }

    private mutating func takeSizeLine(_ byte: UInt8) throws(RequestRefusal) {
        if let digit = byte.hexValue, state == .sizeStart || state == .size {
            // Leading zeros count too: nobody may send them for ever.
            digits += 1
            guard size < 1 << 56, digits <= 16 else { throw .badChunk }
            size = size << 4 | Int(digit)
            state = .size
            return
        }
        switch (state, byte) {
        case (.size, .cr), (.extensions, .cr): state = .sizeEnd
        case (.size, UInt8(ascii: ";")), (.blank, UInt8(ascii: ";")): state = .extensions
        case (.size, .space), (.size, .tab), (.blank, .space), (.blank, .tab):
            state = .blank
            try countExtension()
        case (.extensions, _) where ByteClass.of(byte).contains(.fieldValue): try countExtension()
        case (.sizeEnd, .lf):
            digits = 0
            state = size == 0 ? .trailerStart : .data
        default: throw .badChunk
        }
    }

    private mutating func countExtension() throws(RequestRefusal) {
        extensionBytes += 1
        guard extensionBytes <= limits.extensionBytes else { throw .chunkExtensionsTooLong }
    }

    private mutating func takeTrailer(_ byte: UInt8) throws(RequestRefusal) {
        trailerBytes += 1
        guard trailerBytes <= limits.trailerBytes else { throw .trailersTooLarge }
        if state == .trailerLF {
            guard byte == .lf else { throw .bareLineEnd }
            try endTrailer()
        } else if byte == .cr {
            state = .trailerLF
        } else {
            guard ByteClass.of(byte).contains(.fieldValue) else { throw byte == .lf ? .bareLineEnd : .badFieldValue }
            trailerLine.append(byte)
            state = .trailer
        }
    }

    private mutating func endTrailer() throws(RequestRefusal) {
        guard let colon = trailerLine.firstIndex(of: .colon), colon > 0,
            trailerLine[..<colon].allSatisfy({ ByteClass.of($0).contains(.token) })
        else { throw .badFieldName }
        let value = String(decoding: trailerLine[(colon + 1)...], as: UTF8.self).trimmingBlanks
        trailers.append(FormField(name: String(decoding: trailerLine[..<colon], as: UTF8.self), value: String(value)))
        trailerLine.removeAll(keepingCapacity: true)
        state = .trailerStart
    }
}
