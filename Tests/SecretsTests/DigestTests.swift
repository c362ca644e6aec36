import Testing

@testable import Secrets

@Suite("Digests")
struct DigestTests {
    @Test(
        "SHA-256 gives NIST's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(text: String, expected: String) {
        #expect(Digest.hex(Digest.sha256(Array(text.utf8))) == expected)
    }

    @Test(
        "MD5 gives RFC 1321's examples",
        arguments: [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        ])
    func md5(text: String, expected: String) {
        #expect(Digest.hex(Digest.md5(Array(text.utf8))) == expected)
    }

    @Test("HMAC-SHA256 gives RFC 4231's cases 1, 2 and 6, and takes an empty key")
    func hmac() {
        let cases: [(key: [UInt8], text: String, expected: String)] = [
            (
                Array(repeating: 0x0b, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                Array(repeating: 0xaa, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ]
        for (key, text, expected) in cases {
            #expect(Digest.hex(Digest.hmacSHA256(key: key, Array(text.utf8))) == expected)
        }
    }

    @Test("HKDF-SHA256 gives RFC 5869's cases 1 and 3")
    func hkdf() {
        let secret = [UInt8](repeating: 0x0b, count: 22)
        let first = hkdfSHA256(secret: secret, salt: Array(0...12), info: Array(0xf0...0xf9), count: 42)
        #expect(
            Digest.hex(first)
                == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
        let third = hkdfSHA256(secret: secret, salt: [], info: [], count: 42)
        #expect(
            Digest.hex(third)
                == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
    }

    @Test(
        "CRC-32C gives RFC 3720's examples",
        arguments: [
            (Array("123456789".utf8), "e3069283"), (Array(repeating: 0, count: 32), "8a9136aa"),
            (Array(repeating: 0xff, count: 32), "62a8ab43"), (Array(0...31), "46dd794e"), ([], "00000000"),
        ])
    func crc32c(bytes: [UInt8], expected: String) {
        #expect(Digest.hex(Checksum.crc32c.of(bytes)) == expected)
    }

    @Test("CRC-64/NVME gives the specification's check value")
    func crc64nvme() {
        #expect(Digest.hex(Checksum.crc64nvme.of(Array("123456789".utf8))) == "ae8b14860a799888")
        #expect(Digest.hex(Checksum.crc64nvme.of([])) == "0000000000000000")
    }

    @Test("Eight bytes at once give what one bit at a time gives", arguments: 0...40)
    func crcByBits(count: Int) {
        let bytes = Randomness.bytes(count)
        var register: UInt32 = 0xffff_ffff
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0x82f6_3b78 : 0) }
        }
        #expect(Checksum.crc32c.of(bytes) == withUnsafeBytes(of: (~register).bigEndian) { Array($0) })
    }

    @Test("Equal means same length and same bytes")
    func constantTime() {
        #expect(constantTimeEquals([], []))
        #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
    }
}
