import LTX
import TestSupport
import Testing

@Suite("CRC-64/ISO")
struct CRC64Tests {
    @Test(
        "gives the published check values",
        arguments: [
            ("", 0), ("a", 0x3420_0000_0000_0000), ("ab", 0x36c4_2000_0000_0000), ("abc", 0x3776_c420_0000_0000),
            ("123456789", 0xb909_56c7_75a4_1001),
        ] as [(String, UInt64)])
    func known(text: String, value: UInt64) {
        #expect(CRC64.of(text.utf8) == value)
    }

    @Test("equals the definition, bit by bit, at every length around the block sizes")
    func definition() {
        var random = SeededRandom(seed: 1)
        for length in 0..<200 {
            let bytes = random.bytes(length)
            #expect(CRC64.of(bytes) == Self.bitByBit(bytes), "length \(length)")
        }
    }

    @Test("does not depend on how the bytes are cut into updates")
    func cuts() {
        var random = SeededRandom(seed: 2)
        let bytes = random.bytes(300)
        for cut in 0...bytes.count {
            var crc = CRC64()
            crc.update(bytes[..<cut])
            crc.update(bytes[cut...])
            #expect(crc.value == CRC64.of(bytes), "cut at \(cut)")
        }
    }

    private static func bitByBit(_ bytes: [UInt8]) -> UInt64 {
        var register = ~UInt64(0)
        for byte in bytes {
            register ^= UInt64(byte)
            for _ in 0..<8 {
                register = register & 1 == 1 ? (register >> 1) ^ 0xd800_0000_0000_0000 : register >> 1
            }
        }
        return ~register
    }
}
