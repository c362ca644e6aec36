import Database
import Secrets

/// The rows of `attempt_locks`: what was tried too often on one instance, so that the others know too. Attempts themselves are counted in
/// memory: a row is written when a limit is hit, not before, and ends by itself.
enum AttemptLock {
    /// How many rows that are over one new row clears away.
    private static let cleanUpBatch = 20

    /// Seconds until the last of these locks is over; `nil` where none holds.
    static func wait(_ keys: [String], now: Int, in transaction: any Transaction) throws(DatabaseError) -> Int? {
        var end = now
        for key in keys {
            let found: Int? = try transaction.scalar(
                "SELECT expires_at FROM attempt_locks WHERE id = :id AND expires_at > :now", ["id": key, "now": now])
            end = max(end, found ?? now)
        }
        return end > now ? end - now : nil
    }

    static func close(_ key: String, seconds: Int, now: Int, in transaction: any Transaction) throws(DatabaseError) {
        let over = try transaction.query(
            "SELECT id FROM attempt_locks WHERE expires_at <= :now ORDER BY expires_at LIMIT \(cleanUpBatch)", ["now": now])
        for row in over { try open(try row.get("id"), in: transaction) }
        try open(key, in: transaction)
        try transaction.execute(
            "INSERT INTO attempt_locks (id, expires_at) VALUES (:id, :end)", ["id": key, "end": now + seconds])
    }

    static func open(_ key: String, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM attempt_locks WHERE id = :id", ["id": key])
    }
}

/// One of the limits that an attempt has to pass.
struct AttemptLimit: Sendable {
    /// What is limited, so that locks of different kinds are different rows.
    enum Kind: String, Sendable { case account, address, pair, code, mailedCode, passkey, register, mail, mailbox }

    let kind: Kind
    let limiter: AttemptLimiter
    let key: AttemptLimiter.Key

    /// What the database calls it: no name and no address stands there.
    var row: String { Self.row(kind, key) }

    static func row(_ kind: Kind, _ key: AttemptLimiter.Key) -> String {
        Digest.hex(Digest.sha256(Array("\(kind.rawValue)\n\(key.source)\n\(key.account)".utf8)))
    }
}
