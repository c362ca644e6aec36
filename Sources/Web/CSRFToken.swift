import Secrets

// A token is 48 bytes, as base64url:
//
//   mask (24)   (time (8, seconds since 1970, little-endian)   HMAC-SHA256(secret, time)'s first 16 bytes) XOR mask
//
// 1. The secret lives in the visitor's sealed session: another visitor's token has another HMAC.
// 2. The mask is new for each page, so the bytes on a compressed page never repeat (BREACH).
// 3. Nothing is stored: a token is good until it is too old or the session's secret changes.

/// The proof that a form came from a page that this visitor was shown.
struct CSRFToken {
    private static let bodyLength = 24

    /// A new token.
    static func make(secret: String, now: Double) -> String {
        let mask = Randomness.bytes(bodyLength)
        let body = body(secret: secret, second: UInt64(max(0, now)))
        return Base64URL.encode(mask + zip(body, mask).map { $0 ^ $1 })
    }

    /// Whether `token` was made with this secret, at most `lifetime` seconds ago.
    static func verify(_ token: String, secret: String, now: Double, lifetime: Double) -> Bool {
        guard let second = second(of: token, secret: secret) else { return false }
        // A minute of the future: instances' clocks differ.
        return Double(second) <= now + 60 && now <= Double(second) + lifetime
    }

    /// When a token was made with this secret, in seconds since 1970; `nil` where it was not.
    static func second(of token: String, secret: String) -> UInt64? {
        guard token.utf8.count <= 80, let bytes = Base64URL.decode(token), bytes.count == 2 * bodyLength else { return nil }
        let body = zip(bytes[..<bodyLength], bytes[bodyLength...]).map { $0 ^ $1 }
        let second = body[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return constantTimeEquals(body, Self.body(secret: secret, second: second)) ? second : nil
    }

    private static func body(secret: String, second: UInt64) -> [UInt8] {
        let time = withUnsafeBytes(of: second.littleEndian) { Array($0) }
        return time + Digest.hmacSHA256(key: Array(secret.utf8), time).prefix(16)
    }
}
