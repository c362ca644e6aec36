// Unsigned varints: 7 bits a byte, lowest first; the high bit says that more follow.
//
//  1. At most ten bytes, and the tenth is 1 at most: 64 bits.
//  2. Only the shortest form is accepted: the last byte of several is never 0. One number has one encoding.

enum Varint {
    /// Appends `value` to `output`.
    static func append(_ value: UInt64, to output: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            output.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        output.append(UInt8(rest))
    }

    /// Reads one varint from the front of `reader`.
    static func read(_ reader: inout ByteReader) throws(LTXError) -> UInt64 {
        let start = reader.offset
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            let byte: UInt8 = try reader.integer(of: .index)
            if shift == 63 && byte > 1 { break }
            value |= UInt64(byte & 0x7f) << shift
            if byte >= 0x80 { continue }
            if byte == 0 && shift > 0 { break }
            return value
        }
        throw LTXError(.invalidVarint, at: start)
    }
}
