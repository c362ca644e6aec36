package import Database
package import HTTP
package import Logging
package import Secrets
import Web

extension App {
    /// Where this site's log lines go.
    package var logger: Logger { LogOutput.logger(settings) }

    /// The site as one handler on a database that is brought up to date. Templates and routes are checked before the database is
    /// touched.
    package func handler(
        database: any DatabaseEngine, keys: SecretKeys, logger: Logger, now: @escaping @Sendable () -> Double
    ) async throws -> Handler {
        let handler = try site.makeHandler(environment(database: database, keys: keys, logger: logger, now: now))
        try await Migrator(schema).upgrade(database)
        return handler
    }

    /// What the site stands on, by its settings.
    func environment(
        database: any DatabaseEngine, keys: SecretKeys, logger: Logger, now: @escaping @Sendable () -> Double
    ) throws -> SiteEnvironment {
        let folders = try Folders(settings)
        var environment = SiteEnvironment(
            mode: settings.mode, keys: keys, database: database, templates: folders.templates,
            publicFiles: folders.publicFiles, appName: settings.appName, logger: logger, now: now)
        environment.trustedProxies = settings.trustedProxies
        environment.allowedHosts = settings.allowedHosts
        environment.baseURL = settings.baseURL
        environment.slowRequest = settings.slowRequest
        return environment
    }
}
