import ArgumentParser
import Database
import FoundationEssentials

/// `satchel tasks …`
struct TasksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks",
        abstract: "Run the site's background jobs, or see what became of them.",
        discussion: "A site that serves runs them by itself.",
        subcommands: [Run.self, List.self, Retry.self])

    /// `satchel tasks run`
    struct Run: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the tasks that are due, until none is.",
            discussion: "Ends with 0 also where some have failed: see list.")

        func run(_ app: App) async throws {
            let launch = try Launch(app)
            let count = try await launch.withTasks { engine in
                try await TaskRunner(app.tasks, on: engine, logger: launch.logger).runDue()
            }
            Terminal.out.print(count == 1 ? "1 task was run" : "\(count) tasks were run")
        }
    }

    /// `satchel tasks list`
    struct List: SiteCommand {
        static let configuration = CommandConfiguration(abstract: "List tasks, the newest first.")

        @Option(help: "Only those in this state: pending, leased, done or dead.")
        var state: TaskState?

        @Option(help: "How many at most.")
        var limit = 100

        func run(_ app: App) async throws {
            let tasks = try await Launch(app).withTasks { engine in
                try await engine.read { [state, limit] in try TaskQueue($0).list(state, limit: limit) }
            }
            let rows = tasks.map { task in
                [task.id.description, task.kind, task.state, "\(task.attempts)", Self.time(task.dueAt), task.lastError ?? ""]
            }
            let header = ["ID", "KIND", "STATE", "ATTEMPTS", "DUE (UTC)", "LAST ERROR"]
            Terminal.out.print(TextTable(header: header, rows: rows).description)
        }

        private static func time(_ milliseconds: Int64?) -> String {
            guard let milliseconds else { return "-" }
            let date = Date(timeIntervalSince1970: Double(milliseconds / 1000))
            return date.formatted(.iso8601)
        }
    }

    /// `satchel tasks retry`
    struct Retry: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let dead tasks be tried again, with all their attempts before them.")

        @Argument(help: "The ids of dead tasks, as `tasks list` shows them.")
        var ids: [String] = []

        @Flag(help: "All dead tasks.")
        var all = false

        func validate() throws {
            if all != ids.isEmpty { throw ValidationError("Name the tasks, or say --all.") }
        }

        func run(_ app: App) async throws {
            let count = try await Launch(app).withTasks { engine in
                try await engine.write { [ids, all] transaction in
                    let queue = TaskQueue(transaction)
                    if all { return try queue.retryAll() }
                    for id in ids where !(try queue.retry(TaskID(id))) { throw StartError("no dead task has the id \(id)") }
                    return ids.count
                }
            }
            Terminal.out.print(count == 1 ? "1 task is due again" : "\(count) tasks are due again")
        }
    }
}

extension TaskState: ExpressibleByArgument {}

extension Launch {
    /// The database of a site that has tasks, brought up to date first.
    func withTasks<Success>(_ body: (any DatabaseEngine) async throws -> Success) async throws -> Success {
        guard !app.tasks.isEmpty else { throw StartError("this site has no tasks") }
        return try await withDatabase { engine in
            try await app.bringUpToDate(engine)
            return try await body(engine)
        }
    }
}
