// QR codes, ISO/IEC 18004: bytes, error correction level M, versions 1 to 20 (up to 666 bytes).
//
// 1. A code of version v has 17 + 4v modules a side.
// 2. Function patterns (finders, timing, alignment, format, version) are drawn first; the codewords then fill what is left, two
//    columns at a time from the right, up and down in turn, past the timing column (section 7.7.3).
// 3. One of eight masks is laid over the codewords, the one that looks least like a function pattern (section 7.8).
// 4. Around it are four modules of nothing (section 5.3.8).

/// A square of dark and light modules that holds some bytes.
struct QRCode: Sendable {
    static let quietZone = 4

    private(set) var size: Int
    private var isDark: [Bool]
    private var isFunction: [Bool]

    /// `nil` for more bytes than there is room for.
    init?(_ bytes: [UInt8]) {
        guard let version = QRVersion.smallest(for: bytes.count) else { return nil }
        size = version.size
        isDark = Array(repeating: false, count: size * size)
        isFunction = isDark
        drawPatterns(version)
        draw(version.codewords(of: bytes))
        let plain = self
        let masked = (0..<8).map { mask in
            var code = plain
            code.apply(mask: mask)
            return code
        }
        guard let best = masked.min(by: { $0.penalty < $1.penalty }) else { return nil }
        self = best
    }

    subscript(x: Int, y: Int) -> Bool { isDark[y * size + x] }

    /// The dark modules as the `d` of an SVG path, in modules, quiet zone included.
    var path: String {
        var path = ""
        for y in 0..<size {
            var x = 0
            while x < size {
                let start = x
                while x < size, self[x, y] { x += 1 }
                if x > start { path += "M\(start + Self.quietZone) \(y + Self.quietZone)h\(x - start)v1h-\(x - start)z" }
                x += 1
            }
        }
        return path
    }

    private mutating func set(_ x: Int, _ y: Int, _ dark: Bool) {
        isDark[y * size + x] = dark
        isFunction[y * size + x] = true
    }

    /// Invariant 2.
    private mutating func draw(_ codewords: [UInt8]) {
        var index = 0
        for right in stride(from: size - 1, to: 0, by: -2).map({ $0 <= 6 ? $0 - 1 : $0 }) {
            let isUpward = (right + 1) & 2 == 0
            for step in 0..<size {
                let y = isUpward ? size - 1 - step : step
                for x in [right, right - 1] where !isFunction[y * size + x] && index < codewords.count * 8 {
                    isDark[y * size + x] = codewords[index / 8] >> (7 - index % 8) & 1 == 1
                    index += 1
                }
            }
        }
    }
}

extension QRCode {
    private mutating func drawPatterns(_ version: QRVersion) {
        for place in 0..<size {
            set(6, place, place % 2 == 0)
            set(place, 6, place % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawFinder(x, y) }
        let centres = version.alignmentCentres
        for x in centres {
            for y in centres where !(x == 6 && y == 6) && !(x == 6 && y == size - 7) && !(x == size - 7 && y == 6) {
                drawAlignment(x, y)
            }
        }
        drawFormat(mask: 0)
        drawVersion(version.number)
    }

    private mutating func drawFinder(_ x: Int, _ y: Int) {
        for dx in -4...4 {
            for dy in -4...4 where (0..<size).contains(x + dx) && (0..<size).contains(y + dy) {
                let distance = max(abs(dx), abs(dy))
                set(x + dx, y + dy, distance != 2 && distance != 4)
            }
        }
    }

    private mutating func drawAlignment(_ x: Int, _ y: Int) {
        for dx in -2...2 { for dy in -2...2 { set(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) } }
    }

    /// Level M and the mask, twice, with their own error correction (section 7.9).
    private mutating func drawFormat(mask: Int) {
        var remainder = mask
        for _ in 0..<10 { remainder = remainder << 1 ^ (remainder >> 9) * 0x537 }
        let bits = (mask << 10 | remainder) ^ 0x5412
        let isSet = (0..<15).map { bits >> $0 & 1 == 1 }
        for index in 0..<6 { set(8, index, isSet[index]) }
        set(8, 7, isSet[6])
        set(8, 8, isSet[7])
        set(7, 8, isSet[8])
        for index in 9..<15 { set(14 - index, 8, isSet[index]) }
        for index in 0..<8 { set(size - 1 - index, 8, isSet[index]) }
        for index in 8..<15 { set(8, size - 15 + index, isSet[index]) }
        set(8, size - 8, true)
    }

    /// From version 7 on the version itself, twice (section 7.10).
    private mutating func drawVersion(_ number: Int) {
        guard number >= 7 else { return }
        var remainder = number
        for _ in 0..<12 { remainder = remainder << 1 ^ (remainder >> 11) * 0x1F25 }
        let bits = number << 12 | remainder
        for index in 0..<18 {
            let (a, b) = (size - 11 + index % 3, index / 3)
            set(a, b, bits >> index & 1 == 1)
            set(b, a, bits >> index & 1 == 1)
        }
    }

    /// Invariant 3.
    private mutating func apply(mask: Int) {
        for y in 0..<size {
            for x in 0..<size where !isFunction[y * size + x] && Self.flips(mask, x, y) { isDark[y * size + x].toggle() }
        }
        drawFormat(mask: mask)
    }

    private static func flips(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }
}
