import Database

/// Writes big-endian integers, varints (7 bits a byte, low first) and lengths, as the manifest and the page groups use them.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func integer<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func raw(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// A 32-bit count, and each entry as `write` writes it.
    mutating func list<Entry>(_ entries: [Entry], _ write: (inout ByteWriter, Entry) -> Void) {
        integer(UInt32(entries.count))
        for entry in entries { write(&self, entry) }
    }
}

/// Reads them back. Every read is checked against what is there; no declared size is believed before.
struct ByteParser {
    private let bytes: ArraySlice<UInt8>
    private(set) var offset: Int
    private let what: String

    /// - Parameter what: names the thing that is read, for messages.
    init(_ bytes: ArraySlice<UInt8>, what: String) {
        self.bytes = bytes
        self.what = what
        offset = bytes.startIndex
    }

    var remaining: Int { bytes.endIndex - offset }

    mutating func integer<Integer: FixedWidthInteger>(as type: Integer.Type = Integer.self) throws(DatabaseError) -> Integer {
        var value: Integer = 0
        for byte in try raw(MemoryLayout<Integer>.size) { value = value << 8 | Integer(truncatingIfNeeded: byte) }
        return value
    }

    mutating func varint() throws(DatabaseError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            let byte = try integer(as: UInt8.self)
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw damaged("a number is too long")
    }

    /// A count of things that take `size` bytes at least: more than could follow is refused.
    mutating func count(of size: Int) throws(DatabaseError) -> Int {
        let declared: UInt32 = try integer()
        guard Int(declared) <= remaining / size else { throw damaged("\(declared) entries are declared, they can't be there") }
        return Int(declared)
    }

    mutating func raw(_ count: Int) throws(DatabaseError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else {
            throw damaged("\(count) bytes are missing at byte \(offset - bytes.startIndex)")
        }
        defer { offset += count }
        return bytes[offset..<offset + count]
    }

    func damaged(_ why: String) -> DatabaseError {
        DatabaseError(.corrupt, "\(what) is damaged: \(why). Nothing was changed; restore it from a version before the damage")
    }
}
