import Testing

@testable import HTTP

@Suite struct PercentEncodingTests {
    @Test(
        "Escapes are decoded once",
        arguments: [
            ("", ""), ("abc", "abc"), ("a%20b", "a b"), ("%2541", "%41"), ("%c3%A9", "é"), ("a+b", "a+b"), ("%2F%2e", "/."),
            ("%F0%9F%90%98", "🐘"),
        ])
    func decodes(encoded: String, decoded: String) {
        #expect(PercentEncoding.decode(encoded) == decoded)
    }

    @Test(
        "Broken escapes, bad UTF-8 and NUL are refused",
        arguments: ["%", "%4", "%4g", "%g4", "%%41", "a%", "%ff", "%c3", "%c0%80", "%00", "a\0b"])
    func refuses(encoded: String) {
        #expect(PercentEncoding.decode(encoded) == nil)
    }

    @Test("A plus is a space in forms only")
    func plus() {
        #expect(PercentEncoding.decodeForm("a+b%2B") == "a b+")
        #expect(PercentEncoding.decode("a+b%2B") == "a+b+")
    }

    @Test("What is encoded comes back", arguments: ["", "a b", "é/ü?&=+%", "\r\n\t", "🐘"])
    func roundTrip(text: String) {
        #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
        #expect(PercentEncoding.decodeForm(PercentEncoding.encode(text)) == text)
        #expect(PercentEncoding.decode(PercentEncoding.encodePath(text)) == text)
    }

    @Test("Only unreserved bytes are left as they are")
    func encodes() {
        #expect(PercentEncoding.encode("aZ09-._~/ é") == "aZ09-._~%2F%20%C3%A9")
        #expect(PercentEncoding.encodePath("a/b c") == "a/b%20c")
    }
}
