import Testing

@testable import Accounts

@Suite("One-time codes")
struct OneTimeCodeTests {
    @Test(
        "are those of RFC 6238, appendix B",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ])
    func vectors(time: Int, code: String) {
        let shared = OneTimeCode(secret: Array("12345678901234567890".utf8))
        #expect(shared.code(step: time / 30, digits: 8) == code)
        #expect(shared.code(step: time / 30) == code.suffix(6))
    }

    @Test(
        "are those of RFC 4226, appendix D",
        arguments: [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ].enumerated().map { ($0.offset, $0.element) })
    func counted(step: Int, code: String) {
        #expect(OneTimeCode(secret: Array("12345678901234567890".utf8)).code(step: step) == code)
    }

    @Test("count for their step and the ones beside it, and only after the last that was used")
    func window() {
        let shared = OneTimeCode.make()
        let now = 1_800_000_000
        let step = now / 30
        for near in [step - 1, step, step + 1] {
            #expect(shared.step(of: shared.code(step: near), now: now, after: 0) == near)
            #expect(shared.step(of: shared.code(step: near), now: now, after: near) == nil)
        }
        for far in [step - 2, step + 2] { #expect(shared.step(of: shared.code(step: far), now: now, after: 0) != far) }
        for wrong in ["", "1", "1234567", "abcdef", "１２３４５６"] { #expect(shared.step(of: wrong, now: now, after: 0) == nil) }
    }

    @Test(
        "their secrets are written as RFC 4648, section 10 does, without padding",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ])
    func base32(plain: String, text: String) { #expect(Base32.encode(Array(plain.utf8)) == text) }
}
