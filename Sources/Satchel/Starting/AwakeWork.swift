import Accounts
import Database
internal import Lambda
import Logging
internal import Secrets

/// What a site does in the background, where the process stands still between its requests: after an answer, if the request gave a reason
/// for it, and whatever is due when a schedule calls.
struct AwakeWork: Sendable {
    private let tasks: TaskRunner
    private let postman: Postman?
    private let logger: Logger

    init(_ app: App, on engine: any DatabaseEngine, keys: SecretKeys, logger: Logger) async {
        tasks = TaskRunner(app.tasks, on: engine, logger: logger)
        postman = app.postman(on: engine, keys: keys, logger: logger, now: SystemTime.now)
        self.logger = logger
        await tasks.attend()
    }

    @Sendable func run(_ cause: LambdaRuntime.Cause) async {
        async let mails: Void? = postman?.sendAfterRequest(isCalled: cause == .schedule)
        do {
            let count = cause == .schedule ? try await tasks.runDue() : try await tasks.runAfterRequest()
            if count > 0 { logger.debug("tasks were run after a request", metadata: ["count": "\(count)"]) }
        } catch {
            logger.warning("the tasks could not be looked at", metadata: ["error": "\(error)"])
        }
        _ = await mails
    }
}
