public import Database
public import Logging
public import Mail
public import Secrets
import Web

extension Accounts {
    /// Runs a transaction that may post mails, and wakes the postman once it is durable.
    func commit<Success: Sendable>(
        in context: Context, _ body: @escaping @Sendable (any Transaction) throws -> Success
    ) async throws -> Success {
        let result = try await context.database.write(body)
        bell.ring()
        return result
    }

    /// Who sends these accounts' mails: to be started when the database is open, and stopped before it closes. `nil` where there
    /// is no mail.
    public func postman(
        _ engine: any DatabaseEngine, keys: SecretKeys, mailer: any Mailer, logger: Logger,
        now: @escaping @Sendable () -> Double
    ) -> Postman? {
        guard settings.enableEmail else { return nil }
        return Postman(engine: engine, keys: keys, mailer: mailer, bell: bell, logger: logger, now: now)
    }
}
