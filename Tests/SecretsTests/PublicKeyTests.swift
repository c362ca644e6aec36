import Testing

@testable import Secrets

@Suite("Public keys")
struct PublicKeyTests {
    private static func hex(_ text: String) -> [UInt8] {
        let digits = text.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    @Test("Ed25519: the second vector of RFC 8032, section 7.1")
    func ed25519() throws {
        let key = try #require(
            PublicKey(ed25519: Self.hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")))
        let signature = Self.hex(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        )
        #expect(key.verifies(signature, of: [0x72]))
        #expect(!key.verifies(signature, of: [0x73]))
        #expect(!key.verifies(Array(signature.dropLast()), of: [0x72]))
        #expect(!key.verifies([], of: [0x72]))
    }

    @Test("ECDSA: the key of RFC 6979, appendix A.2.5, with SHA-256 over “sample”")
    func p256() throws {
        let key = try #require(
            PublicKey(
                p256: Self.hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
                Self.hex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299")))
        let r = Self.hex("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716")
        let s = Self.hex("F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8")
        let signature = DER.sequence(DER.unsigned(r), DER.unsigned(s))
        #expect(key.verifies(signature, of: Array("sample".utf8)))
        #expect(!key.verifies(signature, of: Array("simple".utf8)))
        #expect(!key.verifies(r + s, of: Array("sample".utf8)))
        #expect(!key.verifies(signature + [0], of: Array("sample".utf8)))
    }

    @Test("what is not a good key is none")
    func badKeys() {
        #expect(PublicKey(p256: Array(repeating: 1, count: 32), Array(repeating: 1, count: 32)) == nil)
        #expect(PublicKey(p256: [], []) == nil)
        #expect(PublicKey(p256: Array(repeating: 0xFF, count: 32), Array(repeating: 0xFF, count: 32)) == nil)
        #expect(PublicKey(ed25519: Array(repeating: 0, count: 31)) == nil)
        let modulus = [0x80] + Array(repeating: UInt8(1), count: 255)
        #expect(PublicKey(rsa: modulus, exponent: [1, 0, 1]) != nil)
        #expect(PublicKey(rsa: [0, 0] + modulus, exponent: [0, 1, 0, 1]) == PublicKey(rsa: modulus, exponent: [1, 0, 1]))
        #expect(PublicKey(rsa: Array(modulus.dropFirst()), exponent: [1, 0, 1]) == nil, "1984 bits")
        #expect(PublicKey(rsa: modulus.dropLast() + [2], exponent: [1, 0, 1]) == nil, "even")
        #expect(PublicKey(rsa: modulus + modulus + modulus + modulus + [1], exponent: [1, 0, 1]) == nil, "too long")
        for exponent: [UInt8] in [[], [1], [2], [1, 0, 0, 0, 1]] { #expect(PublicKey(rsa: modulus, exponent: exponent) == nil) }
    }
}
