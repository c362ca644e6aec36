import Satchel

extension App {
    /// `/desk`: all records as they come, for the supervisor.
    mutating func addDesk(for supervisors: Guard<User>) {
        group("/desk") { desk in
            desk.get("/", requiring: supervisors) { context, _ in
                let records = try await Record.repository.all(in: context.database)
                return Page("desk", ["records": Array(records.reversed()), "newest": records.last?.id ?? 0])
            }

            desk.post("/:id/check", requiring: supervisors) { context, user in
                let id = try context.parameters.get("id", as: Int.self)
                let isNew = try await context.database.write { try Record.check(id, by: user, in: $0) }
                if !isNew { context.flash("Somebody was faster: record \(id) is checked already.", .warning) }
                return Redirect("/desk")
            }

            desk.get("/records.csv", requiring: supervisors) { context, _ in
                let records = try await Record.repository.all(in: context.database)
                return CSV(
                    "records.csv", header: ["Id", "Observer", "Species", "Count", "Remark", "Checked by"],
                    rows: records.map { [$0.id, $0.observer, $0.species, $0.count, $0.remark, $0.checkedBy] })
            }

            desk.get("/live", requiring: supervisors) { context, _ in
                // A browser that comes back says what it has seen; a new one has that from its page.
                let seen = Int(context.lastEventID ?? context.query["after"] ?? "") ?? 0
                return Self.live(after: seen, on: context.environment.database)
            }
        }
    }

    private static func live(after seen: Int, on database: any DatabaseEngine) -> EventStream {
        EventStream { events in
            var seen = seen
            for await _ in database.news.changes(of: Record.topic, lookingEvery: .seconds(2)) {
                let last = seen
                for record in try await database.read({ try Record.after(last, in: $0) }) {
                    let words = "\(record.count) × \(record.species), seen by \(record.observer)"
                    seen = record.id ?? seen
                    try await events.send(ServerSentEvent(words, id: String(seen)))
                }
            }
        }
    }
}
