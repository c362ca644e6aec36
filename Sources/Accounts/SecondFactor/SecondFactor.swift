import Database
import Secrets

/// The rows of `user_totp` and `user_recovery_codes`: what a user needs beside the password.
///
/// The app's secret is sealed with the site's key, for this user; of recovery codes, which are 80 random bits each, only the
/// SHA-256 is kept. A copy of the database gives no codes.
struct SecondFactor: Sendable {
    let user: UserID
    private let sealed: String
    /// The last step whose code was used.
    let lastStep: Int

    /// How long the page that asks for the code waits, in seconds.
    static let patience = 600
    private static let recoveryCodes = 10

    /// What a user has; `nil` where the password is enough.
    static func find(_ user: UserID, in transaction: any Transaction) throws(DatabaseError) -> SecondFactor? {
        let row = try transaction.first("SELECT sealed, last_step FROM user_totp WHERE user_id = :user", ["user": user])
        guard let row else { return nil }
        return SecondFactor(user: user, sealed: try row.get("sealed"), lastStep: try row.get("last_step"))
    }

    /// Whether a user who is about to sign in has to give a code: they have a second factor, and this browser is not one of those that
    /// gave a code lately.
    static func isAsked(
        of user: UserID, on device: String?, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> Bool {
        guard try find(user, in: transaction) != nil else { return false }
        return try !RememberedDevice.use(device, of: user, now: now, in: transaction)
    }

    /// Switches it on. The code that was typed for that is used by it.
    ///
    /// - Returns: false where it is on already.
    static func add(
        _ code: OneTimeCode, of user: UserID, step: Int, now: Int, _ sealer: Sealer, in transaction: any Transaction
    ) throws(DatabaseError) -> Bool {
        guard try find(user, in: transaction) == nil else { return false }
        try transaction.execute(
            "INSERT INTO user_totp (user_id, sealed, last_step, created_at) VALUES (:user, :sealed, :step, :now)",
            ["user": user, "sealed": sealer.seal(code.secret, context: "\(user)"), "step": step, "now": now])
        return true
    }

    /// Switches it off.
    static func remove(of user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_totp WHERE user_id = :user", ["user": user])
        try transaction.execute("DELETE FROM user_recovery_codes WHERE user_id = :user", ["user": user])
        try UserToken.revoke(.secondFactor, of: user, in: transaction)
        try RememberedDevice.removeAll(of: user, in: transaction)
    }

    /// Uses a typed code up, if it is right: of two who use one at once, one does.
    func use(_ typed: String, now: Int, _ sealer: Sealer, in transaction: any Transaction) throws(DatabaseError) -> Kind? {
        let word = Self.plain(typed)
        if let secret = sealer.open(sealed, context: "\(user)"),
            let step = OneTimeCode(secret: secret).step(of: word, now: now, after: lastStep)
        {
            let effect = try transaction.execute(
                "UPDATE user_totp SET last_step = :step WHERE user_id = :user AND last_step < :step",
                ["step": step, "user": user])
            return effect.changes == 1 ? .code : nil
        }
        let effect = try transaction.execute(
            "DELETE FROM user_recovery_codes WHERE id = :id AND user_id = :user",
            ["id": Self.key(of: word, user), "user": user])
        return effect.changes == 1 ? .recovery : nil
    }

    enum Kind: Sendable { case code, recovery }

    /// Gives a user new recovery codes, in place of those there were.
    static func store(_ codes: [String], of user: UserID, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM user_recovery_codes WHERE user_id = :user", ["user": user])
        for code in codes {
            try transaction.execute(
                "INSERT INTO user_recovery_codes (id, user_id) VALUES (:id, :user)",
                ["id": key(of: plain(code), user), "user": user])
        }
    }

    static func remaining(of user: UserID, in transaction: any Transaction) throws(DatabaseError) -> Int {
        try transaction.scalar("SELECT count(*) FROM user_recovery_codes WHERE user_id = :user", ["user": user]) ?? 0
    }

    /// New recovery codes, as people write them down: `ABCD-EFGH-IJKL-MNOP`.
    static func makeRecoveryCodes() -> [String] {
        (0..<recoveryCodes).map { _ in
            let letters = Array(Base32.encode(Randomness.bytes(10)))
            return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<$0 + 4]) }.joined(separator: "-")
        }
    }

    private static func key(of code: String, _ user: UserID) -> String {
        Digest.hex(Digest.sha256(Array("recovery:\(user):\(code)".utf8)))
    }

    /// Without what people put between letters, and whatever the case.
    private static func plain(_ typed: String) -> String {
        typed.filter { $0 != "-" && !$0.isWhitespace }.uppercased()
    }
}
