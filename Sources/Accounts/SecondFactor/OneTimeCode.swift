// One-time codes by time, RFC 6238 over RFC 4226, as every authenticator app makes them: HMAC-SHA-1, 30 seconds, six digits.
//
// 1. The step is the number of whole 30 seconds since 1970.
// 2. The code is the last six decimal digits of 31 bits of the HMAC of the step (8 bytes, big-endian), which begin at the byte
//    that the HMAC's last four bits name (RFC 4226, section 5.3).
// 3. A code is right for its step and, because clocks differ, for the one before and the one after (RFC 6238, section 5.2).
// 4. A step counts once: one that is not later than the last that was used is refused (RFC 6238, section 5.2).

import Secrets

/// The secret that an app and the site share.
struct OneTimeCode: Sendable {
    /// In seconds.
    static let step = 30
    static let digits = 6
    /// 160 bits, as RFC 4226, section 4 recommends.
    static let secretCount = 20

    let secret: [UInt8]

    static func make() -> OneTimeCode { OneTimeCode(secret: Randomness.bytes(secretCount)) }

    /// The code of a step.
    func code(step: Int, digits: Int = digits) -> String {
        let message = withUnsafeBytes(of: UInt64(step).bigEndian, Array.init)
        let code = Digest.hmacSHA1(key: secret, message)
        let start = Int(code[19] & 0xF)
        let number = code[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let text = String(number)
        return String((String(repeating: "0", count: digits) + text).suffix(digits))
    }

    /// The step that a typed code belongs to, if that is now and after the last one that was used.
    func step(of typed: String, now: Int, after last: Int) -> Int? {
        let current = now / Self.step
        return (max(0, current - 1)...current + 1).first { step in
            step > last && constantTimeEquals(Array(code(step: step).utf8), Array(typed.utf8))
        }
    }

    /// The secret as people type it (RFC 4648, section 6, without padding).
    var base32: String { Base32.encode(secret) }
}
