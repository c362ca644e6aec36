import Satchel

extension App {
    /// `/reminders`: a person's reminders, a form for more, and those that ring as they ring.
    mutating func addReminders(for signedIn: Guard<User>, _ ring: TaskKind<Int>) {
        get("/reminders", requiring: signedIn) { context, user in
            let reminders = try await context.database.read { try Reminder.of(user, in: $0) }
            return Page("reminders", ["reminders": reminders])
        }

        post("/reminders", requiring: signedIn) { context, user in
            let form = try await context.form()
            guard let text = form["text"], (1...200).contains(text.count), let minutes = Int(form["minutes"] ?? ""),
                (1...10_000).contains(minutes)
            else {
                context.flash("A reminder has a text and a time: 1 to 10000 minutes.", .error)
                return Redirect("/reminders")
            }
            try await context.database.write { transaction in
                let reminder = try Reminder.repository.insert(Reminder(userID: user.id, text: text), in: transaction)
                try transaction.enqueue(ring, reminder.id ?? 0, delay: Double(minutes) * 60)
            }
            return Redirect("/reminders")
        }

        get("/reminders/live", requiring: signedIn) { context, user in
            let database = context.environment.database
            return EventStream { events in
                var told: Set<Int> = []
                for await _ in database.news.changes(of: Reminder.topic, lookingEvery: .seconds(10)) {
                    for reminder in try await database.read({ try Reminder.of(user, in: $0) }) where reminder.hasRung {
                        guard let id = reminder.id, told.insert(id).inserted else { continue }
                        try await events.send(ServerSentEvent(reminder.text, id: String(id)))
                    }
                }
            }
        }
    }
}
