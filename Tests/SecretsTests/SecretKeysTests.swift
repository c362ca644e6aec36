import Secrets
import Testing

@Suite("Secret keys")
struct SecretKeysTests {
    let old = "0123456789abcdef0123456789abcdef"
    let new = "fedcba9876543210fedcba9876543210"

    @Test("A secret of 31 characters is refused in words that say what to do, and that do not repeat it")
    func tooShort() {
        let error = #expect(throws: SecretKeyError.self) { try SecretKeys([old, String(new.dropLast())]) }
        #expect(error == .tooShort(index: 1, length: 31))
        #expect(
            error?.description
                == "Secret 2 in SECRET_KEY has 31 characters and needs at least 32. Make one with `satchel secret`; "
                + "to keep what the old one sealed, write both: SECRET_KEY=new,old.")
    }

    @Test("No secret is an error that says what to do", arguments: ["", " ", ",", " , "])
    func missing(setting: String) {
        let error = #expect(throws: SecretKeyError.missing) { try SecretKeys(setting: setting) }
        #expect(error?.description.contains("`satchel secret`") == true)
    }

    @Test("SECRET_KEY holds several, newest first")
    func setting() throws {
        let keys = try SecretKeys(setting: " \(new), \(old) ")
        #expect(keys.derive(purpose: "p") == (try SecretKeys([new, old])).derive(purpose: "p"))
        #expect(keys.derive(purpose: "p").count == 2)
    }

    @Test("A made secret is accepted")
    func made() throws {
        _ = try SecretKeys([SecretKeys.makeSecret()])
        #expect(SecretKeys.makeSecret() != SecretKeys.makeSecret())
    }

    @Test("Purposes have different keys")
    func purposes() throws {
        let keys = try SecretKeys([new])
        #expect(keys.derive(purpose: "a") != keys.derive(purpose: "b"))
        #expect(keys.derive(purpose: "a", count: 64)[0].count == 64)
    }

    @Test("Printing, logging and dumping show no secret")
    func redacted() throws {
        let keys = try SecretKeys([new])
        var dumped = ""
        dump(keys, to: &dumped)
        for text in ["\(keys)", String(reflecting: keys), dumped] {
            #expect(!text.contains(new))
            #expect(!text.contains("102"), "no bytes either")
        }
    }
}
