import Foundation
import Mail
import Testing

@Suite("A mail address")
struct MailAddressTests {
    @Test(
        "is what a browser's e-mail field takes",
        arguments: [
            "ada@example.org", "ada.lovelace+club@mail.example.co.uk", "o'neil@example.org", "a@localhost", "x_y-z=1@a-b.example",
            String(repeating: "a", count: 64) + "@example.org",
        ])
    func good(_ text: String) {
        #expect(MailAddress(text)?.address == text)
    }

    @Test(
        "is nothing that could end a header line or an SMTP command, or go to somebody else",
        arguments: [
            "", "ada", "@example.org", "ada@", "ada@@example.org", "ada@example..org", "ada@-example.org", "ada@example-.org",
            ".ada@example.org", "ada.@example.org", "a..b@example.org", "ada@example.org\r\nBcc: eve@example.org",
            "ada@example.org\n", "ada@example.org,eve@example.org", "ada@example.org eve@example.org", "<ada@example.org>",
            "\"ada\"@example.org", "ada@[127.0.0.1]", "ada@exämple.org", "äda@example.org", "ada\0@example.org",
            "ada@example.org>", "ada(comment)@example.org", String(repeating: "a", count: 65) + "@example.org",
            "a@" + String(repeating: "a", count: 64) + ".org", "a@" + String(repeating: "abc.", count: 70) + "org",
        ])
    func bad(_ text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test("is checked again when it is read")
    func decoding() throws {
        let ada = try #require(MailAddress("ada@example.org", name: "Ada"))
        let json = try JSONEncoder().encode(ada)
        #expect(try JSONDecoder().decode(MailAddress.self, from: json) == ada)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(MailAddress.self, from: Data(#"{"address":"a@b\r\nBcc: c@d"}"#.utf8))
        }
    }
}
