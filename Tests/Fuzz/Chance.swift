/// Choices that follow from an input: the same input always gives the same, and seeds stay what they are, without bytes in front
/// that say how to cut them.
struct Chance {
    private var state: UInt64

    /// FNV-1a of the input.
    init(_ bytes: [UInt8]) {
        state = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { bound < 1 ? 0 : Int(next() % UInt64(bound)) }

    /// `bytes` cut somewhere, into up to eight pieces; sometimes into single bytes.
    mutating func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        if bytes.count < 256, below(4) == 0 { return bytes.map { [$0] } }
        let cuts = (0..<below(8)).map { _ in below(bytes.count + 1) }.sorted()
        return zip([0] + cuts, cuts + [bytes.count]).map { Array(bytes[$0..<$1]) }
    }
}
