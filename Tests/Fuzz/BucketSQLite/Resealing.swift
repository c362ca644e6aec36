import LTX

extension [UInt8] {
    /// With the CRC-64 that belongs at its end, so that inputs get past it.
    var resealed: [UInt8] {
        guard count >= 8 else { return self }
        let content = dropLast(8)
        return content + bigEndian(CRC64.of(content))
    }
}

func bigEndian(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
