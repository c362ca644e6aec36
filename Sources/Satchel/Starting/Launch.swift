import BucketSQLite
import Database
import Glibc
import HTTP
internal import HTTPServer
import Logging
import UnixSignals

/// A site from its settings to its last answer: database, schema, handler, server, stop.
struct Launch {
    let app: App
    let logger: Logger

    init(_ app: App) throws(StartError) {
        try app.checked()
        self.app = app
        logger = app.logger
    }

    /// Serves until SIGTERM or SIGINT, then answers what is in flight and returns. A second signal cuts that short.
    func serve() async throws {
        signal(SIGPIPE, SIG_IGN)
        OpenFiles.raiseLimit()
        if !app.settings.metricsReaders.isEmpty { MetricsRegistry.install() }
        // Before a key is made: where there is no site, nothing is left behind.
        _ = try Folders(app.settings)
        let keys = try SecretKeySource(settings: app.settings).keys { Terminal.error.print($0) }
        // Signals are taken from here on: one that comes while the database opens stops the site as soon as it stands.
        // SIGHUP stays what it is where there is nothing to read anew: the end of a program whose terminal is gone.
        let trapped: [UnixSignal] = app.settings.tls == nil ? [.sigterm, .sigint] : [.sigterm, .sigint, .sighup]
        let signals = await UnixSignalsSequence(trapping: trapped)
        try await withDatabase { engine in
            // Before anything is written: a store that ignores conditions would lose commits of several instances.
            if let engine = engine as? BucketEngine { try await engine.ensureConditions() }
            let site = try await app.handler(database: engine, keys: keys, logger: logger, now: SystemTime.now)
            let handler = app.settings.metricsReaders.isEmpty ? site : RequestMetrics().counting(site)
            let front = try await Front(app.settings, largestForm: app.site.largestForm, logger: logger, handler: handler)
            MetricsRegistry.shared.beforeReading { if let load = await front.load() { LoadMetrics.refresh(load) } }
            let runner = TaskRunner(app.tasks, on: engine, logger: logger)
            await runner.start()
            for warning in app.settings.warnings { logger.warning("\(warning)") }
            let postman = app.postman(on: engine, keys: keys, logger: logger, now: SystemTime.now)
            await postman?.start()
            StartPages.giveBack()
            announce(front.addresses)
            await Self.stop(front, at: signals, logger)
            await runner.stop()
            await postman?.stop()
        }
    }

    /// Opens the database for `body` and closes it after, whatever happens.
    func withDatabase<Success>(_ body: (any DatabaseEngine) async throws -> Success) async throws -> Success {
        let settings = app.settings
        if settings.isKeptLocal {
            logger.warning("DATABASE_URL names a bucket, but an absolute path below /tmp: the database stays on this machine")
        }
        let engine = try await open(settings)
        do {
            let result = try await body(engine)
            await engine.close()
            return result
        } catch {
            await engine.close()
            let isDamaged = (error as? DatabaseError)?.kind == .corrupt
            throw isDamaged ? Self.naming(settings.database, error) : error
        }
    }

    private func open(_ settings: Settings) async throws -> any DatabaseEngine {
        do {
            return try await settings.database.open(
                in: settings.directory, environment: settings.variables, logger: logger, figures: app.figures)
        } catch {
            throw Self.naming(settings.database, error)
        }
    }

    /// What is wrong with the database itself says which one it is.
    private static func naming(_ database: DatabaseURL, _ error: any Error) -> StartError {
        StartError("\(database): \(StartError.wording(of: error))")
    }

    private func announce(_ addresses: [ListenAddress]) {
        for address in addresses {
            let url = address.url(isSecure: app.settings.tls != nil)
            switch app.settings.mode {
            case .development: Terminal.out.print("\(app.settings.appName) is ready on \(url) (Ctrl-C stops it)")
            case .production: logger.notice("listening", metadata: ["url": "\(url)"])
            }
        }
    }

    /// Returns when all that was in flight at the first signal is answered, or cut at the second.
    private static func stop(_ front: Front, at signals: UnixSignalsSequence, _ logger: Logger) async {
        let (firstSignal, first) = AsyncStream<Void>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in firstSignal {}
                await front.stop()
            }
            group.addTask {
                var isStopping = false
                for await signal in signals {
                    if signal == .sighup {
                        front.reloadCertificates()
                        continue
                    }
                    logger.notice(isStopping ? "stopping at once" : "stopping", metadata: ["signal": "\(signal)"])
                    if isStopping { return await front.stop() }
                    isStopping = true
                    first.finish()
                }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
