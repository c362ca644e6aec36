/// The bytes of `value`, highest first: how LTX stores all integers.
func bigEndianBytes<T: FixedWidthInteger & UnsignedInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}

/// The integer whose bytes, highest first, are `bytes`.
func bigEndian<T: FixedWidthInteger & UnsignedInteger>(_ bytes: ArraySlice<UInt8>, as type: T.Type = T.self) -> T {
    guard bytes.count == T.bitWidth / 8 else { return bytes.reduce(0) { $0 << 8 | T($1) } }
    var value: T = 0
    withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: bytes) }
    return T(bigEndian: value)
}
