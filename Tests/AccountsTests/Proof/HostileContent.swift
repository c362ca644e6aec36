import Database
import SatchelTesting
import Secrets
import Testing

@testable import Accounts

/// Things of `ada`'s (account 1) in every table, each text of theirs a given one, whatever the forms would say of it: what came in by an
/// import, by another program or by a mistake of ours is shown all the same.
struct HostileContent {
    /// Forms that act on these things, as their page would send them.
    let deedsOfOthers: [(String, KeyValuePairs<String, String>)]

    private static let now = 1_800_000_000
    private static func key(_ first: Character) -> String { String(first) + String(repeating: "a", count: 63) }

    static func fill(_ whole: WholeSite, with text: String) async throws -> HostileContent {
        try await whole.site.engine.write { transaction in
            try fillSessions(text, transaction)
            try fillMail(text, transaction)
            try transaction.execute("UPDATE roles SET name = :text WHERE name = 'spare'", ["text": text])
            try transaction.execute(
                """
                INSERT INTO audit_log (happened_at, action, actor_id, actor, user_id, username, address, detail)
                VALUES (:now, :text, 1, :text, 1, :text, :text, :text)
                """, ["now": now, "text": text])
            try transaction.execute("UPDATE users SET first_name = :text, last_name = :text WHERE id = 1", ["text": text])
        }
        return HostileContent(deedsOfOthers: deeds)
    }

    private static func fillSessions(_ text: String, _ transaction: any Transaction) throws {
        let times: Parameters = ["now": now, "later": now + 86_400, "text": text, "id": key("b")]
        try transaction.execute(
            """
            INSERT INTO user_sessions (id, user_id, user_agent, address, created_at, expires_at, last_seen_at, ends_at)
            VALUES (:id, 1, :text, :text, :now, :later, :now, :later)
            """, times)
        try transaction.execute(
            """
            INSERT INTO user_devices (id, user_id, user_agent, address, created_at, expires_at, last_used_at)
            VALUES (:id, 1, :text, :text, :now, :later, :now)
            """, times)
        try transaction.execute(
            """
            INSERT INTO user_api_tokens (id, user_id, name, scopes, created_at, expires_at, last_used_at)
            VALUES (:id, 1, :text, :text, :now, :later, 0)
            """, times)
        try transaction.execute(
            "INSERT INTO user_identities (id, user_id, issuer, email, created_at) VALUES (:id, 1, :text, :text, :now)",
            ["id": key("b"), "text": text, "now": now])
        let publicKey: [UInt8] = [0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20] + Array(1...32)
        try transaction.execute(
            """
            INSERT INTO user_passkeys (id, user_id, name, credential_id, user_handle, public_key, sign_count, is_backup_eligible,
                is_backed_up, transports, created_at, last_used_at)
            VALUES (:id, 1, :text, 'AAAA', 'AAAA', :key, 0, :no, :no, :text, :now, 0)
            """,
            ["id": key("b"), "text": text, "key": Base64URL.encode(publicKey), "no": false, "now": now])
    }

    private static func fillMail(_ text: String, _ transaction: any Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO mail_outbox (recipient, subject, sealed, state, attempts, due_at, last_error, created_at)
            VALUES (:text, :text, '', 'dead', 1, :now, :text, :now)
            """, ["text": text, "now": now])
        try transaction.execute(
            "INSERT INTO user_emails (user_id, email, is_primary) VALUES (1, :text, :no)", ["text": text, "no": false])
        try transaction.execute(
            "INSERT INTO user_invitations (email, invited_by_user_id) VALUES (:text, 1)", ["text": text])
        try transaction.execute(
            """
            INSERT INTO user_tokens (id, purpose, email, created_at, expires_at)
            VALUES (:id, 'invite', :text, :now, :later)
            """, ["id": key("c"), "text": text, "now": now, "later": now + 86_400])
    }

    private static var deeds: [(String, KeyValuePairs<String, String>)] {
        let handle = String(key("b").prefix(16))
        return [
            ("/user/sessions", ["session": handle]), ("/user/tokens", ["revoke": handle]),
            ("/user/passkeys", ["do": "delete", "passkey": key("b")]),
            ("/user/passkeys", ["do": "rename", "passkey": key("b"), "name": "mine"]),
            ("/user/two-step", ["do": "forget", "device": key("b")]), ("/user/identities", ["unlink": handle]),
            ("/user/email/1/delete", [:]), ("/user/email/1/make-primary", [:]), ("/user/email/1/confirm", [:]),
            ("/admin/users/1", ["do": "deactivate"]), ("/admin/invitations", ["id": "1"]),
            ("/admin/mail", ["id": "1", "do": "delete"]), ("/admin/users/2", ["do": "add-role", "role": "admin"]),
        ]
    }
}
