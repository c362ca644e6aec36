package import Database
package import HTTP
package import Logging
import Mail
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
        let environment = try environment(database: database, keys: keys, logger: logger, now: now)
        let handler = try siteWithPages(environment).makeHandler(environment)
        try await bringUpToDate(database)
        return handler
    }

    /// What hands the mails that are due to `take`, whatever server the settings name; `nil` where the site sends none. For tests.
    package func delivery(
        on engine: any DatabaseEngine, keys: SecretKeys, now: @escaping @Sendable () -> Double,
        take: @escaping @Sendable (DeliveredMail) -> Void
    ) -> (@Sendable () async -> Void)? {
        let mailbox = DevelopmentMailbox { take(DeliveredMail($0)) }
        guard let postman = mail?.postman(engine, keys, mailbox, logger, now) else { return nil }
        return { _ = await postman.round() }
    }

    /// The site, and in development the pages that its source names.
    func siteWithPages(_ environment: SiteEnvironment) -> Site {
        var site = site
        if environment.mode == .development { site.namedPages = PagesOfSource.pages(of: site, templates: environment.templates) }
        return site
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
        environment.languages = settings.languages
        environment.baseURL = settings.baseURL
        environment.slowRequest = settings.slowRequest
        environment.figures = figures
        if case .bucket = settings.database { environment.isInBucket = true }
        return environment
    }
}

/// A mail as its reader has it.
package struct DeliveredMail: Sendable {
    package let to: String, from: String, subject: String, text: String, html: String?

    init(_ message: MailMessage) {
        (to, from, subject) = (message.to.address, message.from.address, message.subject)
        (text, html) = (message.text, message.html)
    }
}
