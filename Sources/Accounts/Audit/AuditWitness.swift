import Database
import FoundationEssentials
import Web

/// Who does something, when and from where: what the audit log needs beside the deed. A value, for the closure of a transaction.
struct AuditWitness: Sendable {
    /// Who acts; `nil` where that is whom it is done to, and for the command line.
    let actor: UserID?
    /// The actor's name; empty where it is the same as whom it is done to.
    let name: String
    let address: String
    /// Seconds since 1970.
    let now: Int
    /// How long the log keeps what it has, in seconds.
    let lifetime: Int

    /// How many rows that are too old one new row clears away.
    private static let cleanUpBatch = 20

    /// The same place and time, where who acts is not known: somebody who only typed a name or an address.
    var unknownActor: AuditWitness {
        AuditWitness(actor: nil, name: "a visitor", address: address, now: now, lifetime: lifetime)
    }

    /// Writes a line of the log, in the transaction of what it tells: both are there or neither is.
    ///
    /// - Parameters:
    ///   - user: to whom it is done; `nil` where that is nobody's account.
    ///   - detail: what else is worth knowing; never a secret.
    func note(
        _ action: AuditAction, of user: UserID?, _ username: String, _ detail: String = "", in transaction: any Transaction
    ) throws(DatabaseError) {
        try clearOld(in: transaction)
        try transaction.execute(
            """
            INSERT INTO audit_log (happened_at, action, actor_id, actor, user_id, username, address, detail)
            VALUES (:now, :action, :actor, :name, :user, :username, :address, :detail)
            """,
            [
                "now": now, "action": action.rawValue, "actor": name.isEmpty ? user : actor,
                "name": name.isEmpty ? cut(username, 100) : cut(name, 100),
                "user": user, "username": cut(username, 255), "address": cut(address, 100), "detail": cut(detail, 255),
            ])
    }

    private func cut(_ text: String, _ count: Int) -> String { String(text.unicodeScalars.prefix(count)) }

    private func clearOld(in transaction: any Transaction) throws(DatabaseError) {
        let old = try transaction.query(
            "SELECT id FROM audit_log WHERE happened_at < :end ORDER BY happened_at LIMIT \(Self.cleanUpBatch)",
            ["end": now - lifetime])
        for row in old {
            try transaction.execute("DELETE FROM audit_log WHERE id = :id", ["id": try row.get("id", as: Int64.self)])
        }
    }
}

extension AuditWitness {
    /// Somebody at the command line of the server.
    static func commandLine(_ settings: AccountSettings) -> AuditWitness {
        AuditWitness(
            actor: nil, name: "command line", address: "", now: Int(Date().timeIntervalSince1970),
            lifetime: settings.auditLifetime)
    }
}

extension Accounts {
    /// What the log needs to know of a request.
    ///
    /// - Parameter actor: who acts; where nobody is given, it is whom it is done to.
    func witness(_ actor: User? = nil, in context: Context) -> AuditWitness {
        AuditWitness(
            actor: actor?.id, name: actor?.username ?? "", address: context.clientAddress, now: Int(context.environment.now()),
            lifetime: settings.auditLifetime)
    }
}
