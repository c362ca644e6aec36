import Database
import Secrets
import Web

/// What an authenticator has to sign: random, sealed by the site, and written down nowhere before it is used. A visitor who only looks at
/// a page costs no row.
///
/// 1. It opens for its purpose and the session that it was made for alone, and for ten minutes.
/// 2. It counts once: the transaction of what it does stores its digest for as long as it could come again.
enum PasskeyChallenge {
    enum Purpose: String { case add, signIn, confirm }

    /// In seconds.
    static let patience = 600

    /// As base64url.
    ///
    /// - Parameters:
    ///   - session: a secret of the visitor's session.
    ///   - handle: the account's, where a credential is made for one; it comes back out of ``open(_:for:session:in:)``.
    static func make(for purpose: Purpose, session: String, handle: [UInt8] = [], in context: Context) -> String {
        let time = withUnsafeBytes(of: UInt64(max(0, context.environment.now())).bigEndian) { Array($0) }
        return sealer(in: context).seal(time + Randomness.bytes(16) + handle, context: "\(purpose.rawValue) \(session)")
    }

    /// The handle within; `nil` for what was not made for this, or is too old.
    static func open(_ challenge: String, for purpose: Purpose, session: String, in context: Context) -> [UInt8]? {
        guard let bytes = sealer(in: context).open(challenge, context: "\(purpose.rawValue) \(session)"), bytes.count >= 24
        else { return nil }
        let made = Double(bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        let now = context.environment.now()
        // A minute of the future: instances' clocks differ.
        guard made <= now + 60, now < made + Double(patience) else { return nil }
        return Array(bytes[24...])
    }

    /// Takes it as used; false where it was.
    static func use(_ challenge: String, now: Int, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        guard try UserToken.find(challenge, for: .passkeyChallenge, now: now, in: transaction) == nil else { return false }
        try UserToken(user: nil, email: "").store(
            challenge, for: .passkeyChallenge, lifetime: patience + 120, now: now, in: transaction)
        return true
    }

    private static func sealer(in context: Context) -> Sealer {
        Sealer(keys: context.environment.keys, purpose: "accounts.passkey")
    }
}
