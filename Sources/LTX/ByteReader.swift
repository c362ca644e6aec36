/// Reads a file's bytes from front to end and refuses to read past it.
struct ByteReader: Sendable {
    /// What is at hand, from `position` on not read yet.
    private var bytes: ArraySlice<UInt8>
    private var position: Int
    private var base: Int
    /// The offset of the file's end.
    private let end: Int
    /// Where more comes from.
    private let source: LTXSource?

    /// - Parameter offset: where in the file `bytes` begin, for the evidence in errors.
    init(_ bytes: ArraySlice<UInt8>, at offset: Int = 0) {
        self.bytes = bytes
        position = bytes.startIndex
        base = offset - bytes.startIndex
        end = offset + bytes.count
        source = nil
    }

    init(_ source: LTXSource) {
        bytes = source.start
        position = bytes.startIndex
        base = -bytes.startIndex
        end = source.size
        self.source = source
    }

    /// The offset in the file of the next byte.
    var offset: Int { base + position }

    /// How many bytes are left.
    var remaining: Int { end - offset }

    /// The next `count` bytes, shared with what is at hand.
    mutating func take(_ count: Int, of part: LTXError.Part) throws(LTXError) -> ArraySlice<UInt8> {
        guard count <= remaining else {
            throw LTXError(.truncated(part, needed: count, available: remaining), at: offset)
        }
        if count > bytes.endIndex - position { try bringIn(count, of: part) }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    /// Brings the next `count` bytes to hand, and more where they are few.
    private mutating func bringIn(_ count: Int, of part: LTXError.Part) throws(LTXError) {
        guard let source else { return }
        let here = offset
        let rest = Array(bytes[position...])
        let wanted = min(max(count, source.pieceLength), remaining)
        bytes = (rest + (try source.read((here + rest.count)..<(here + wanted), of: part)))[...]
        (position, base) = (0, here)
    }

    /// The next big-endian integer.
    mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
        of part: LTXError.Part, as type: T.Type = T.self
    ) throws(LTXError) -> T {
        bigEndian(try take(T.bitWidth / 8, of: part))
    }
}
