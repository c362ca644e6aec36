/// Error correction codewords over GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1 (ISO/IEC 18004, section 7.5.2).
struct ReedSolomon: Sendable {
    /// The generator polynomial, highest power first, without its leading 1.
    private let generator: [UInt8]

    init(count: Int) {
        var generator = Array(repeating: UInt8(0), count: count - 1) + [1]
        var root: UInt8 = 1
        for _ in 0..<count {
            for place in 0..<count {
                generator[place] = Self.product(generator[place], root)
                if place + 1 < count { generator[place] ^= generator[place + 1] }
            }
            root = Self.product(root, 2)
        }
        self.generator = generator
    }

    func remainder(of data: some Sequence<UInt8>) -> [UInt8] {
        var remainder = Array(repeating: UInt8(0), count: generator.count)
        for byte in data {
            let factor = byte ^ remainder.removeFirst()
            remainder.append(0)
            for place in generator.indices { remainder[place] ^= Self.product(generator[place], factor) }
        }
        return remainder
    }

    private static func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var product = 0
        for place in stride(from: 7, through: 0, by: -1) {
            product = product << 1 ^ (product >> 7) * 0x11D
            if b >> place & 1 == 1 { product ^= Int(a) }
        }
        return UInt8(product)
    }
}
