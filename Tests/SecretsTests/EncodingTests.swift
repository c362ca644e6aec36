import Secrets
import Testing

@Suite("Base64 and hexadecimal")
struct EncodingTests {
    @Test(
        "Both alphabets spell RFC 4648's examples",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func examples(text: String, expected: String) {
        let bytes = Array(text.utf8)
        let unpadded = String(expected.prefix { $0 != "=" })
        #expect(Base64.encode(bytes) == expected)
        #expect(Base64.decode(expected) == bytes)
        #expect(Base64URL.encode(bytes) == unpadded)
        #expect(Base64URL.decode(unpadded) == bytes)
    }

    @Test("The two alphabets differ in their last two letters")
    func alphabets() {
        #expect(Base64.encode([0xfb, 0xff]) == "+/8=")
        #expect(Base64URL.encode([0xfb, 0xff]) == "-_8")
        #expect(Base64URL.decode("+/8") == nil)
        #expect(Base64.decode("-_8=") == nil)
    }

    @Test("Only one spelling is read", arguments: ["A", "Zg==", "Zh", "Zm9", "Zm9v\n", " Zm9v", "Zm 9v", "Zm9vé", "\0\0"])
    func refused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(
        "Padding is needed, at the end and no more than that",
        arguments: ["Zg", "Zg=", "Zg===", "Z===", "====", "=Zg=", "Zm8=Zm8="])
    func padding(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("What was encoded decodes", arguments: 0...66)
    func roundTrip(count: Int) {
        let bytes = Randomness.bytes(count)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
    }

    @Test("Hexadecimal is read in both cases, and only in whole bytes")
    func hex() {
        #expect(Hex.encode([0, 0x7f, 0xff]) == "007fff")
        #expect(Hex.decode("00Ff") == [0, 0xff])
        #expect(Hex.decode("0") == nil)
        #expect(Hex.decode("0g") == nil)
    }

    @Test("A token has as many bits as were asked for, and is never the same twice")
    func tokens() {
        #expect(Base64URL.decode(Randomness.token(bits: 128))?.count == 16)
        #expect(Set((0..<100).map { _ in Randomness.token() }).count == 100)
        #expect(Randomness.bytes(0).isEmpty)
    }

    @Test("Tokens from stock have as many bits, and none comes twice, whoever asks")
    func stock() async {
        let stock = RandomStock()
        #expect(Base64URL.decode(stock.token(bits: 88))?.count == 11)
        let tokens = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { (0..<1000).map { _ in stock.token(bits: 88) } } }
            return await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        #expect(tokens.count == 8000)
    }
}
