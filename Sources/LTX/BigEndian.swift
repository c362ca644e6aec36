/// The bytes of `value`, highest first: how LTX stores all integers.
func bigEndianBytes<T: FixedWidthInteger & UnsignedInteger>(_ value: T) -> [UInt8] {
    (0..<(T.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: value >> T($0 * 8)) }
}

/// The integer whose bytes, highest first, are `bytes`.
func bigEndian<T: FixedWidthInteger & UnsignedInteger>(_ bytes: ArraySlice<UInt8>, as type: T.Type = T.self) -> T {
    bytes.reduce(0) { $0 << 8 | T($1) }
}
