// CRC-64/ISO (reflected polynomial 0xD800000000000000, initial value and final xor all ones), without tables.
//
// The polynomial is P = x^64 + Q with Q = x^4 + x^3 + x + 1. Because Q is so small, a multiplication by x^64 modulo P is
// one by Q: three shifts and some xors. Squaring over GF(2) only doubles the exponents, so a multiplication by x^256 is one by
// Q^4 = x^16 + x^12 + x^4 + 1, as cheap. That lets four words be folded side by side, which the processor overlaps.
//
//  1. A register's bit i is the coefficient of x^(63-i): a multiplication by x is a shift to the right.
//  2. What is shifted out below bit 0 is a polynomial of its own with x^64 as a factor: times Q, it is xored back in.
//  3. After any number of updates `register` depends on the bytes alone, not on how they were cut into updates.

/// A running CRC-64/ISO, as Go's `crc64.ISO`: the checksum of the LTX format.
public struct CRC64: Sendable, Hashable {
    private var register = ~UInt64(0)

    /// The checksum of no bytes.
    public init() {}

    /// The checksum of all bytes so far.
    public var value: UInt64 { ~register }

    /// The checksum of `bytes`.
    public static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var crc = CRC64()
        crc.update(bytes)
        return crc.value
    }

    /// Takes in `bytes`; contiguous collections are read in place.
    public mutating func update(_ bytes: some Sequence<UInt8>) {
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if isDone == nil { Array(bytes).withUnsafeBytes { update($0) } }
    }

    /// Takes in `bytes`.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var crc = register
        var rest = bytes
        if rest.count >= 64 { rest = Self.foldBlocks(of: rest, into: &crc) }
        while rest.count >= 8 {
            crc = Self.timesX64(crc ^ Self.word(rest, 0))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(8))
        }
        for byte in rest {
            let mixed = crc ^ UInt64(byte)
            crc = (mixed &>> 8) ^ Self.timesQ(mixed &<< 56)
        }
        register = crc
    }
}

extension CRC64 {
    /// Folds as many 32-byte blocks as there are (two at least) and returns what is left of `bytes`.
    private static func foldBlocks(of bytes: UnsafeRawBufferPointer, into crc: inout UInt64) -> UnsafeRawBufferPointer {
        var lane0 = crc ^ word(bytes, 0)
        var lane1 = word(bytes, 8)
        var lane2 = word(bytes, 16)
        var lane3 = word(bytes, 24)
        var offset = 32
        while offset &+ 32 <= bytes.count {
            lane0 = timesX256(lane0) ^ word(bytes, offset)
            lane1 = timesX256(lane1) ^ word(bytes, offset &+ 8)
            lane2 = timesX256(lane2) ^ word(bytes, offset &+ 16)
            lane3 = timesX256(lane3) ^ word(bytes, offset &+ 24)
            offset &+= 32
        }
        crc = timesX64(timesX64(timesX64(timesX64(lane0) ^ lane1) ^ lane2) ^ lane3)
        return UnsafeRawBufferPointer(rebasing: bytes[offset...])
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// `value` · Q, for a value whose degree is below 60.
    @inline(__always)
    private static func timesQ(_ value: UInt64) -> UInt64 {
        value ^ (value &>> 1) ^ (value &>> 3) ^ (value &>> 4)
    }

    /// `value` · x^64 mod P.
    @inline(__always)
    private static func timesX64(_ value: UInt64) -> UInt64 {
        let overflow = (value &<< 63) ^ (value &<< 61) ^ (value &<< 60)
        return timesQ(value) ^ timesQ(overflow)
    }

    /// `value` · x^256 mod P.
    @inline(__always)
    private static func timesX256(_ value: UInt64) -> UInt64 {
        let overflow = (value &<< 60) ^ (value &<< 52) ^ (value &<< 48)
        return value ^ (value &>> 4) ^ (value &>> 12) ^ (value &>> 16) ^ timesQ(overflow)
    }
}
