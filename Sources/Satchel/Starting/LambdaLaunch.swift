import BucketSQLite
import Database
import Glibc
import Lambda
import Logging
import UnixSignals

/// A site in AWS Lambda, from its settings to its last answer.
struct LambdaLaunch {
    /// `HOST:PORT` of the runtime API.
    let api: String

    /// Answers invocations until Lambda ends the process. What keeps the site from starting is told to Lambda, too, so that it stands
    /// in the function's log and not only "exit status 1".
    func serve(_ app: App) async throws {
        let outcome: Result<Void, any Error>
        do {
            outcome = try await start(app)
        } catch {
            try? await LambdaRuntime.reportInitError(StartError.wording(of: error), api: api)
            throw error
        }
        try outcome.get()
    }

    /// Throws what goes wrong before the first invocation is asked for, and returns what does later.
    private func start(_ app: App) async throws -> Result<Void, any Error> {
        let launch = try Launch(app)
        signal(SIGPIPE, SIG_IGN)
        guard !app.settings.secretKeys.isEmpty else {
            throw StartError("SECRET_KEY is not set. Each instance would make one of its own: set one for the function.")
        }
        let keys = try SecretKeySource(settings: app.settings).keys { _ in }
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        return try await launch.withDatabase { engine in
            if let engine = engine as? BucketEngine { try await engine.ensureConditions() }
            let handler = try await app.handler(
                database: engine, keys: keys, logger: launch.logger, now: SystemTime.now)
            var configuration = LambdaRuntime.Configuration()
            configuration.mode = app.settings.invokeMode
            let work = await AwakeWork(app, on: engine, keys: keys, logger: launch.logger)
            let runtime = try LambdaRuntime(
                api: api, configuration: configuration, logger: launch.logger, handler: handler, afterwards: work.run)
            for warning in app.settings.lambdaWarnings { launch.logger.warning("\(warning)") }
            StartPages.giveBack()
            return await run(runtime, until: signals)
        }
    }

    private func run(_ runtime: LambdaRuntime, until signals: UnixSignalsSequence) async -> Result<Void, any Error> {
        let watch = Task {
            for await _ in signals { runtime.stop() }
        }
        defer { watch.cancel() }
        do {
            return .success(try await runtime.run())
        } catch {
            return .failure(error)
        }
    }
}

extension Settings {
    /// What is allowed in Lambda, and yet hardly meant.
    var lambdaWarnings: [String] {
        guard case .sqlite(let path) = database, !path.hasPrefix("/") || path.hasPrefix("/tmp/") else { return [] }
        return [
            "the database is a file of this instance: every other instance has its own, and all of them go away. "
                + "Set DATABASE_URL to s3sqlite://BUCKET/KEY, or to a file on a mounted file system"
        ]
    }
}
