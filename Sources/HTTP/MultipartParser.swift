// multipart/form-data (RFC 7578, RFC 2046 section 5.1.1), read as it arrives.
//
//   preamble  --boundary CRLF  headers CRLF CRLF  content  CRLF --boundary CRLF … CRLF --boundary-- epilogue
//
// 1. The delimiter is CRLF "--" boundary; the CRLF belongs to it and not to the content before.
// 2. The very first delimiter may lack its CRLF: the buffer begins as if one had been there.
// 3. Bytes that could be the beginning of a delimiter stay in the buffer until they are known not to be.
// 4. The preamble and the epilogue are read over.

/// A parser of `multipart/form-data`, fed with chunks of any size. It holds at most one part's head and a delimiter's length.
public struct MultipartParser: Sendable {
    /// What was recognised.
    public enum Event: Sendable, Hashable {
        /// A part's head is complete; its bytes follow.
        case begin(MultipartPart)
        /// Content of the part that has begun.
        case content([UInt8])
        /// The part that has begun is whole.
        case end
    }

    /// How much is read before a form is refused.
    public struct Limits: Sendable, Hashable {
        /// How many parts there may be.
        public var parts: Int
        /// Bytes of one part's head.
        public var headBytes: Int
        /// Bytes of one part's content.
        public var partBytes: Int
        /// Bytes of all that is fed.
        public var totalBytes: Int

        /// Limits: parts by their number, the others in bytes.
        public init(parts: Int = 1000, headBytes: Int = 8192, partBytes: Int = 16 << 20, totalBytes: Int = 32 << 20) {
            self.parts = parts
            self.headBytes = headBytes
            self.partBytes = partBytes
            self.totalBytes = totalBytes
        }
    }

    private enum State { case preamble, afterDelimiter, head, content, epilogue }

    private let delimiter: [UInt8]
    private let limits: Limits
    private var state = State.preamble
    private var buffer: [UInt8] = [.cr, .lf]
    private var position = 0
    private var parts = 0
    private var partBytes = 0
    private var totalBytes = 0

    /// A parser at the body's first byte.
    ///
    /// - Parameter boundary: of 1 to 70 characters (RFC 2046 section 5.1.1); anything else is refused.
    public init(boundary: String, limits: Limits = Limits()) throws(FormError) {
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            throw .malformed("the boundary must have 1 to 70 characters")
        }
        delimiter = [.cr, .lf, UInt8(ascii: "-"), UInt8(ascii: "-")] + boundary.utf8
        self.limits = limits
    }

    /// For the `boundary` of a `Content-Type`.
    public init(contentType: MediaType, limits: Limits = Limits()) throws(FormError) {
        guard contentType.essence == "multipart/form-data", let boundary = contentType[parameter: "boundary"] else {
            throw .malformed("the content type is not multipart/form-data with a boundary")
        }
        try self.init(boundary: boundary, limits: limits)
    }

    /// Whether the closing delimiter was seen.
    public var isFinished: Bool { state == .epilogue }

    /// Takes the next bytes and hands out what they complete. After an error the parser is of no use any more.
    public mutating func feed(_ bytes: some Collection<UInt8>) throws(FormError) -> [Event] {
        totalBytes += bytes.count
        guard totalBytes <= limits.totalBytes else { throw .tooLarge(limit: limits.totalBytes) }
        buffer.append(contentsOf: bytes)
        var events: [Event] = []
        while try step(into: &events) {}
        buffer.removeFirst(position)
        position = 0
        return events
    }

    /// To be called when no bytes are left: throws where the closing delimiter is missing.
    public func finish() throws(FormError) {
        guard isFinished else { throw .malformed("it ends before its closing boundary") }
    }

    /// One step; `false` when more bytes are needed.
    private mutating func step(into events: inout [Event]) throws(FormError) -> Bool {
        switch state {
        case .preamble: passPreamble()
        case .afterDelimiter: try passDelimiterLine()
        case .head: try readHead(into: &events)
        case .content: try readContent(into: &events)
        case .epilogue: discardAll()
        }
    }

    private mutating func passPreamble() -> Bool {
        guard let found = find(delimiter) else {
            position = max(position, buffer.count - delimiter.count + 1)
            return false
        }
        position = found + delimiter.count
        state = .afterDelimiter
        return true
    }

    /// Behind a delimiter: `--` closes; spaces (RFC 2046's transport padding) and CRLF begin a part.
    private mutating func passDelimiterLine() throws(FormError) -> Bool {
        var end = position
        while end < buffer.count, buffer[end].isBlank { end += 1 }
        guard end - position <= 64 else { throw .malformed("a boundary line is too long") }
        guard end + 1 < buffer.count else { return false }
        switch (buffer[end], buffer[end + 1]) {
        case (UInt8(ascii: "-"), UInt8(ascii: "-")) where end == position: state = .epilogue
        case (.cr, .lf):
            parts += 1
            guard parts <= limits.parts else { throw .tooManyFields(limit: limits.parts) }
            state = .head
        default: throw .malformed("a boundary is followed by something else than a line's end")
        }
        position = end + 2
        return true
    }

    private mutating func readHead(into events: inout [Event]) throws(FormError) -> Bool {
        guard let end = find([.cr, .lf, .cr, .lf]) else {
            // Three bytes of its end may be there already.
            guard buffer.count - position - 3 <= limits.headBytes else { throw .malformed("the head of a part is too large") }
            return false
        }
        guard end - position <= limits.headBytes else { throw .malformed("the head of a part is too large") }
        events.append(.begin(try MultipartPart(head: buffer[position..<end], index: parts - 1)))
        position = end + 4
        partBytes = 0
        state = .content
        return true
    }

    private mutating func readContent(into events: inout [Event]) throws(FormError) -> Bool {
        let found = find(delimiter)
        let end = found ?? max(position, buffer.count - delimiter.count + 1)
        partBytes += end - position
        guard partBytes <= limits.partBytes else { throw .tooLarge(limit: limits.partBytes) }
        if end > position { events.append(.content(Array(buffer[position..<end]))) }
        position = end
        guard found != nil else { return false }
        events.append(.end)
        position += delimiter.count
        state = .afterDelimiter
        return true
    }

    private mutating func discardAll() -> Bool {
        position = buffer.count
        return false
    }

    /// Where `pattern` begins in what is not consumed. Its first byte is CR, which is rare in content: memchr's speed counts.
    private func find(_ pattern: [UInt8]) -> Int? {
        var start = position
        while let candidate = buffer[start...].firstIndex(of: .cr), candidate + pattern.count <= buffer.count {
            if buffer[candidate..<(candidate + pattern.count)].elementsEqual(pattern) { return candidate }
            start = candidate + 1
        }
        return nil
    }
}
