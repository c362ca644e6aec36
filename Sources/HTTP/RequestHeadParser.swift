// The head of a request, read as it arrives (RFC 9112 sections 2 to 6).
//
//   method SP target SP HTTP/1.x CRLF  *( name ":" OWS value OWS CRLF )  CRLF
//
// 1. The caller hands over all bytes from the head's begin, every time; the parser remembers how far it has looked, so that a
//    head that comes byte by byte costs no more than one that comes at once.
// 2. A line is judged when it is whole: first its length, then its bytes. So every way of splitting gives the same answer.
// 3. A line ends with CRLF. A bare CR or LF is refused, never taken for an end.
// 4. Whatever two readers could understand in two ways is refused: two lengths, a length beside a coding, a folded line, a
//    space before the colon, a second Host.
// 5. One empty line before the request is read over (RFC 9112 section 2.2).

/// An incremental parser of request heads; a value, without I/O.
public struct RequestHeadParser: Sendable {
    /// How much is read before a request is refused.
    public struct Limits: Sendable, Hashable {
        /// Bytes of the request line (414).
        public var requestLineBytes: Int
        /// Bytes of the whole head (431); never more than 65,535.
        public var headBytes: Int
        /// Header lines (431).
        public var fields: Int

        /// Limits: fields by their number, the others in bytes.
        public init(requestLineBytes: Int = 8192, headBytes: Int = 32_768, fields: Int = 100) {
            self.requestLineBytes = requestLineBytes
            self.headBytes = min(headBytes, RawFields.maximumBytes)
            self.fields = fields
        }
    }

    /// What ``parse(_:)`` found.
    public enum Step: Sendable {
        /// More bytes are needed.
        case incomplete
        /// A head; `consumed` bytes belong to it.
        case head(RequestHead, consumed: Int)
    }

    /// What it accepts.
    public let limits: Limits
    private var lineStart = 0
    private var scanned = 0
    private var passedEmptyLine = false
    private var requestLine: RequestLine?
    private var fieldsStart = 0
    private var lines: [RawFields.Line] = []
    private var semantics = HeadSemantics()

    /// A parser at a request's first byte.
    public init(limits: Limits = Limits()) { self.limits = limits }

    /// Whether a part of a head was seen (an idle connection differs from a slow one).
    public var hasBegun: Bool { scanned > 0 }

    /// Looks at all bytes since the head's begin. After a head it is ready for the next; after an error it is of no use.
    public mutating func parse(_ bytes: Span<UInt8>) throws(RequestRefusal) -> Step {
        while let end = bytes.firstIndex(of: .lf, from: scanned) {
            scanned = end + 1
            try checkLength(lineEnd: scanned)
            guard end > lineStart, bytes[end - 1] == .cr else { throw .bareLineEnd }
            let line = lineStart..<(end - 1)
            lineStart = scanned
            if let head = try take(line, of: bytes) {
                let consumed = scanned
                self = RequestHeadParser(limits: limits)
                return .head(head, consumed: consumed)
            }
        }
        scanned = bytes.count
        try checkLength(lineEnd: scanned)
        return .incomplete
    }

    private func checkLength(lineEnd: Int) throws(RequestRefusal) {
        if requestLine == nil, lineEnd - lineStart > limits.requestLineBytes { throw .requestLineTooLong }
        if lineEnd > limits.headBytes { throw .headTooLarge }
    }

    /// Takes one whole line; the head, where it was the empty line at the end.
    private mutating func take(_ line: Range<Int>, of bytes: Span<UInt8>) throws(RequestRefusal) -> RequestHead? {
        guard let requestLine else {
            if line.isEmpty, !passedEmptyLine {
                passedEmptyLine = true
            } else {
                self.requestLine = try RequestLine(line, of: bytes)
                fieldsStart = scanned
            }
            return nil
        }
        guard line.isEmpty else {
            try takeField(line, of: bytes)
            return nil
        }
        let raw = RawFields(bytes: bytes.copy(fieldsStart..<scanned), lines: lines)
        return try semantics.head(requestLine, fields: raw)
    }

    private mutating func takeField(_ line: Range<Int>, of bytes: Span<UInt8>) throws(RequestRefusal) {
        guard lines.count < limits.fields else { throw .tooManyFields }
        guard !bytes[line.lowerBound].isBlank else { throw .foldedLine }
        let colon = bytes.firstIndex(in: line, notOf: .token)
        guard colon > line.lowerBound, colon < line.upperBound, bytes[colon] == .colon else { throw .badFieldName }
        var value = (colon + 1)..<line.upperBound
        while !value.isEmpty, bytes[value.lowerBound].isBlank { value = (value.lowerBound + 1)..<value.upperBound }
        while !value.isEmpty, bytes[value.upperBound - 1].isBlank { value = value.lowerBound..<(value.upperBound - 1) }
        let bad = bytes.firstIndex(in: value, notOf: .fieldValue)
        guard bad == value.upperBound else { throw bytes[bad] == .cr ? .bareLineEnd : .badFieldValue }
        let name = line.lowerBound..<colon
        if lines.isEmpty { lines.reserveCapacity(16) }
        lines.append(
            RawFields.Line(
                nameStart: UInt16(name.lowerBound - fieldsStart), nameEnd: UInt16(name.upperBound - fieldsStart),
                valueStart: UInt16(value.lowerBound - fieldsStart), valueEnd: UInt16(value.upperBound - fieldsStart)))
        try semantics.note(name: bytes.extracting(name), value: bytes.extracting(value))
    }
}
