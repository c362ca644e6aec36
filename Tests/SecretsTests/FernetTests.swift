import Testing

@testable import Secrets

@Suite("Fernet tokens of other programs")
struct FernetTests {
    /// From the specification's `verify.json`.
    private let token =
        "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="
    private let key = Base64URL.decode("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4") ?? []

    @Test("open as the specification's example, with and without padding")
    func vector() throws {
        let fernet = try #require(Fernet(key: key))
        let opened = Fernet.Opened(content: Array("hello".utf8), time: 499_162_800)
        #expect(fernet.open(token) == opened)
        #expect(fernet.open(String(token.dropLast(2))) == opened)
    }

    @Test("are refused under another key, cut, changed anywhere, and of another version")
    func refused() throws {
        let fernet = try #require(Fernet(key: key))
        #expect(Fernet(key: Array(key.dropLast())) == nil)
        #expect(Fernet(key: key.map { $0 ^ 1 })?.open(token) == nil)
        let bytes = try #require(Base64URL.decode(String(token.dropLast(2))))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(fernet.open(Base64URL.encode(changed)) == nil)
            #expect(fernet.open(Base64URL.encode(Array(bytes[..<index]))) == nil)
        }
        for text in ["", "=", "not base64", "gAAAAA"] { #expect(fernet.open(text) == nil) }
    }
}
