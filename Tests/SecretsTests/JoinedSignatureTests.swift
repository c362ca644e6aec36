import Testing

@testable import Secrets

@Suite("Signatures of JSON Web Signatures")
struct JoinedSignatureTests {
    /// RFC 7515, appendix A.3.
    private let message = Array(
        ("eyJhbGciOiJFUzI1NiJ9."
            + "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ").utf8)

    private func key() throws -> PublicKey {
        let x = try #require(Base64URL.decode("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"))
        let y = try #require(Base64URL.decode("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"))
        return try #require(PublicKey(p256: x, y))
    }

    @Test("ES256: the example of RFC 7515, appendix A.3; a bit more or less is wrong")
    func example() throws {
        let signature = try #require(
            Base64URL.decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"))
        let key = try key()
        #expect(key.verifies(joined: signature, of: message))
        #expect(!key.verifies(joined: signature, of: message + [0]))
        #expect(!key.verifies(joined: Array(signature.dropLast()), of: message))
        #expect(!key.verifies(joined: signature + [0], of: message))
        #expect(!key.verifies(joined: [], of: message))
        #expect(!key.verifies(joined: Array(repeating: 0, count: 64), of: message), "CVE-2022-21449")
        for index in signature.indices {
            var other = signature
            other[index] ^= 1
            #expect(!key.verifies(joined: other, of: message))
        }
    }
}
