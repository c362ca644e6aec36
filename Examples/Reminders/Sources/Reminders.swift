// Reminders: what somebody asks for now is told when its time has come, to every page that is open, by whichever instance is up.

import Satchel

struct User: UserModel {
    var id = UserID()
    var username: String
    var firstName = "", lastName = ""
}

func makeReminders(_ settings: Settings) -> App {
    var app = App(settings)
    let users = app.accounts(User.self)
    app.migrations += Reminder.migrations

    // A task is a row of the commit that asks for it: it is done at least once, whatever happens to the process.
    let ring = app.task("ring", of: Int.self) { reminder, task in
        try await task.database.write { transaction in
            try Reminder.ring(reminder, in: transaction)
            // Finished in the same transaction: what it changes is done once.
            try task.finish(in: transaction)
            transaction.announce(Reminder.topic)
        }
    }

    // At three in the morning, once for all instances.
    app.schedule("0 3 * * *", "forget what has rung") { task in
        try await task.database.write { _ = try $0.execute("DELETE FROM reminders WHERE has_rung") }
    }

    app.get("/") { _ in Redirect("/reminders") }
    app.addReminders(for: users.signedIn, ring)
    return app
}
