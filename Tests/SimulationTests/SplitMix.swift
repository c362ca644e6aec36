/// The one source of chance in a world (SplitMix64): the same seed gives the same draws on every machine.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    /// Neighbouring seeds are spread first, so that they share no stretch of their sequences.
    init(seed: UInt64) { state = seed &* 0xD134_2543_DE82_EF95 ^ 0x5A7C_4E1D_9B3F_2A61 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// 0..<limit.
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// True `permille` times in a thousand.
    mutating func chance(_ permille: Int) -> Bool { below(1000) < permille }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
