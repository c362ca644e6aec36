/// A size of QR codes, and how bytes become its codewords (ISO/IEC 18004, sections 7.4 to 7.6), at error correction level M.
struct QRVersion: Sendable {
    /// 1 to 20.
    let number: Int

    var size: Int { 17 + 4 * number }

    /// Of error correction in each block, and how many blocks there are, by version from 1 (table 9, level M).
    private static let correction = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]
    private static let blocks = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]

    /// The smallest that has room for so many bytes; `nil` where none has.
    static func smallest(for count: Int) -> QRVersion? {
        (1...correction.count).lazy.map(QRVersion.init).first { $0.room >= count }
    }

    /// The middles of the alignment patterns, in both directions.
    var alignmentCentres: [Int] {
        guard number > 1 else { return [] }
        let count = number / 7 + 2
        let step = (number * 8 + count * 3 + 5) / (count * 4 - 4) * 2
        return [6] + (0..<count - 1).map { size - 7 - $0 * step }
    }

    private var correctionCount: Int { Self.correction[number - 1] }
    private var blockCount: Int { Self.blocks[number - 1] }

    /// Whole codewords that fit beside the function patterns.
    private var capacity: Int {
        var modules = (16 * number + 128) * number + 64
        if number >= 2 {
            let count = number / 7 + 2
            modules -= (25 * count - 10) * count - 55
            if number >= 7 { modules -= 36 }
        }
        return modules / 8
    }

    private var dataCount: Int { capacity - correctionCount * blockCount }
    private var lengthBits: Int { number < 10 ? 8 : 16 }
    private var room: Int { (dataCount * 8 - 4 - lengthBits) / 8 }

    /// Data and error correction, interleaved.
    func codewords(of bytes: [UInt8]) -> [UInt8] {
        let data = padded(bytes)
        let short = blockCount - capacity % blockCount
        let shortCount = capacity / blockCount - correctionCount
        let coder = ReedSolomon(count: correctionCount)
        var (parts, checks, start): ([ArraySlice<UInt8>], [[UInt8]], Int) = ([], [], 0)
        for block in 0..<blockCount {
            let end = start + shortCount + (block < short ? 0 : 1)
            parts.append(data[start..<end])
            checks.append(coder.remainder(of: data[start..<end]))
            start = end
        }
        let longest = (0...shortCount).flatMap { place in parts.compactMap { place < $0.count ? $0[$0.startIndex + place] : nil }
        }
        return longest + (0..<correctionCount).flatMap { place in checks.map { $0[place] } }
    }

    /// Mode, length, bytes, terminator and padding.
    private func padded(_ bytes: [UInt8]) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, _ count: Int) {
            for place in stride(from: count - 1, through: 0, by: -1) { bits.append(value >> place & 1 == 1) }
        }
        append(0b0100, 4)
        append(bytes.count, lengthBits)
        for byte in bytes { append(Int(byte), 8) }
        append(0, min(4, dataCount * 8 - bits.count))
        append(0, (8 - bits.count % 8) % 8)
        var data = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        for pad in 0..<(dataCount - data.count) { data.append(pad % 2 == 0 ? 0xEC : 0x11) }
        return data
    }
}
