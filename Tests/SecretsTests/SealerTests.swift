import Testing

@testable import Secrets

@Suite("Sealed tokens")
struct SealerTests {
    let old = "0123456789abcdef0123456789abcdef"
    let new = "fedcba9876543210fedcba9876543210"

    private func sealer(_ secrets: String..., purpose: String = "session") throws -> Sealer {
        Sealer(keys: try SecretKeys(secrets), purpose: purpose)
    }

    @Test("The format is pinned by a token that another implementation made")
    func vector() throws {
        let token = "AQABAgMEBQYHCAkKC_MQ1oT6kJHEcisXWl0B1VWIzCuvzev0noT5fSz4"
        let sealer = try sealer(old)
        #expect(sealer.seal(Array("hello, bucket".utf8), context: "user 7", nonce: Array(0..<12)) == token)
        #expect(sealer.open(token, context: "user 7") == Array("hello, bucket".utf8))
    }

    @Test("What was sealed opens", arguments: [0, 1, 15, 16, 17, 4096, 1_000_000])
    func roundTrip(count: Int) throws {
        let plaintext = Randomness.bytes(count)
        let sealer = try sealer(old)
        #expect(sealer.open(sealer.seal(plaintext)) == plaintext)
    }

    @Test("Two seals of the same bytes differ")
    func nonces() throws {
        let sealer = try sealer(old)
        #expect(Set((0..<100).map { _ in sealer.seal([1]) }).count == 100)
    }

    @Test("Another purpose, context or key does not open it")
    func bound() throws {
        let token = try sealer(old).seal([1, 2, 3], context: "a")
        #expect(try sealer(old).open(token, context: "a") == [1, 2, 3])
        #expect(try sealer(old).open(token, context: "b") == nil)
        #expect(try sealer(old).open(token) == nil)
        #expect(try sealer(old, purpose: "sessiona").open(token) == nil)
        #expect(try sealer(new).open(token, context: "a") == nil)
    }

    @Test("After a rotation the old token opens, and the new one is sealed with the new key")
    func rotation() throws {
        let rotated = try sealer(new, old)
        #expect(rotated.open(try sealer(old).seal([7])) == [7])
        #expect(try sealer(new).open(rotated.seal([8])) == [8])
        #expect(try sealer(old).open(rotated.seal([9])) == nil)
    }

    @Test("A token with any one bit flipped does not open")
    func flipped() throws {
        let sealer = try sealer(old)
        let token = try #require(Base64URL.decode(sealer.seal(Array("members".utf8))))
        for bit in 0..<(token.count * 8) {
            var changed = token
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(sealer.open(Base64URL.encode(changed)) == nil)
        }
    }

    @Test("A token cut anywhere does not open, and none lengthened does")
    func truncated() throws {
        let sealer = try sealer(old)
        let token = sealer.seal([1, 2, 3, 4])
        for count in 0..<token.count { #expect(sealer.open(String(token.prefix(count))) == nil) }
        for tail in ["A", "AA", "AAAA", "=", "\n", token] { #expect(sealer.open(token + tail) == nil) }
    }

    @Test("Nonsense does not open", arguments: ["", "é", "\0", "AAAA", "%41", String(repeating: "A", count: 5_000_000)])
    func nonsense(text: String) throws {
        #expect(try sealer(old).open(text) == nil)
    }
}
