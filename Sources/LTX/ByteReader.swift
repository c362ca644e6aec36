/// Reads a file's bytes from front to end and refuses to read past it.
struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private let base: Int

    /// - Parameter offset: where in the file `bytes` begin, for the evidence in errors.
    init(_ bytes: ArraySlice<UInt8>, at offset: Int = 0) {
        self.bytes = bytes
        position = bytes.startIndex
        base = offset - bytes.startIndex
    }

    /// The offset in the file of the next byte.
    var offset: Int { base + position }

    /// How many bytes are left.
    var remaining: Int { bytes.endIndex - position }

    /// The next `count` bytes, shared with the file.
    mutating func take(_ count: Int, of part: LTXError.Part) throws(LTXError) -> ArraySlice<UInt8> {
        guard count <= remaining else {
            throw LTXError(.truncated(part, needed: count, available: remaining), at: offset)
        }
        defer { position += count }
        return bytes[position..<(position + count)]
    }

    /// The next big-endian integer.
    mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
        of part: LTXError.Part, as type: T.Type = T.self
    ) throws(LTXError) -> T {
        bigEndian(try take(T.bitWidth / 8, of: part))
    }
}
