import ArgumentParser
import Database
import FoundationEssentials

/// `satchel events …`
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "See what became of the changes that the site listens to.",
        discussion: "They are handled by a site that serves, or by tasks run.",
        subcommands: [List.self, Retry.self])

    /// `satchel events list`
    struct List: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "List events, the newest first, once for each of their listeners.")

        @Option(help: "Only those that stand so with a listener: pending, leased, done or dead.")
        var state: TaskState?

        @Option(help: "How many at most.")
        var limit = 100

        func run(_ app: App) async throws {
            let deliveries = try await Launch(app).withEvents { engine in
                try await engine.read { [state, limit] in try EventLog($0).list(state, limit: limit) }
            }
            let rows = deliveries.map { delivery in
                let (event, task) = (delivery.event, delivery.task)
                return [
                    task?.id.description ?? "-", task.map { String($0.kind.dropFirst("event ".count)) } ?? "-", event.kind,
                    event.tableName, event.rowID, Self.time(event.createdAt), task?.state ?? "-",
                    task.map { "\($0.attempts)" } ?? "-",
                    task?.lastError ?? "",
                ]
            }
            let header = ["ID", "LISTENER", "EVENT", "TABLE", "ROW", "TIME (UTC)", "STATE", "ATTEMPTS", "LAST ERROR"]
            Terminal.out.print(TextTable(header: header, rows: rows).description)
        }

        private static func time(_ milliseconds: Int64) -> String {
            Date(timeIntervalSince1970: Double(milliseconds / 1000)).formatted(.iso8601)
        }
    }

    /// `satchel events retry`
    struct Retry: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let events with which a listener has failed for good be tried again, with all its attempts before them.")

        @Argument(help: "Ids as `events list --state dead` shows them.")
        var ids: [String] = []

        @Flag(help: "All of them.")
        var all = false

        func validate() throws {
            if all != ids.isEmpty { throw ValidationError("Name the events, or say --all.") }
        }

        func run(_ app: App) async throws {
            let count = try await Launch(app).withEvents { engine in
                try await engine.write { [ids, all] transaction in
                    if all { return try EventLog(transaction).retryAll() }
                    for id in ids where !(try TaskQueue(transaction).retry(TaskID(id))) {
                        throw StartError("no listener has failed for good with an event of the id \(id)")
                    }
                    return ids.count
                }
            }
            Terminal.out.print(count == 1 ? "1 event is due again" : "\(count) events are due again")
        }
    }
}

extension Launch {
    /// The database of a site that listens to changes, brought up to date first.
    fileprivate func withEvents<Success>(_ body: (any DatabaseEngine) async throws -> Success) async throws -> Success {
        guard app.tasks.hasListeners else { throw StartError("this site listens to no changes") }
        return try await withTasks(body)
    }
}
