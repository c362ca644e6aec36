import Database

/// A mail that the postman has in hand.
struct OutboxRow: Sendable {
    let id: Int64
    let sealed: String
    let state: String
    /// How often it was tried, this time included.
    let attempts: Int

    /// Takes mails that are due. Each is this instance's for `lease` seconds: of several that look at once one changes the row.
    static func claim(limit: Int, lease: Int, now: Int, in transaction: any Transaction) throws(DatabaseError) -> [OutboxRow] {
        let due = try transaction.query(
            """
            SELECT id, sealed, state, attempts, due_at FROM mail_outbox
            WHERE state <> 'dead' AND due_at <= :now ORDER BY due_at, id LIMIT \(limit)
            """, ["now": now])
        var claimed: [OutboxRow] = []
        for row in due {
            let id: Int64 = try row.get("id")
            let attempts: Int = try row.get("attempts")
            let effect = try transaction.execute(
                "UPDATE mail_outbox SET due_at = :until, attempts = :attempts WHERE id = :id AND due_at = :due",
                ["until": now + lease, "attempts": attempts + 1, "id": id, "due": try row.get("due_at", as: Int.self)])
            guard effect.changes == 1 else { continue }
            claimed.append(
                OutboxRow(id: id, sealed: try row.get("sealed"), state: try row.get("state"), attempts: attempts + 1))
        }
        return claimed
    }

    /// When the next mail is due, in seconds since 1970; `nil` where none waits.
    static func nextDue(in transaction: any Transaction) throws(DatabaseError) -> Int? {
        try transaction.scalar("SELECT min(due_at) FROM mail_outbox WHERE state <> 'dead'", as: Int?.self) ?? nil
    }

    func remove(in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("DELETE FROM mail_outbox WHERE id = :id", ["id": id])
    }

    func postpone(to due: Int, because reason: String, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute(
            "UPDATE mail_outbox SET due_at = :due, last_error = :reason WHERE id = :id",
            ["due": due, "reason": Self.cut(reason), "id": id])
    }

    func giveUp(because reason: String, in transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute(
            "UPDATE mail_outbox SET state = 'dead', last_error = :reason WHERE id = :id",
            ["reason": Self.cut(reason), "id": id])
    }

    private static func cut(_ reason: String) -> String { String(reason.unicodeScalars.prefix(500)) }
}
