// A site with a part of everything, for the soak: pages, people, events, uploads. The settings come from the environment.

import Satchel

struct User: UserModel {
    var id = UserID()
    var username: String
    var firstName = "", lastName = ""
}

var app = App(Settings.load())
let users = app.accounts(User.self)

app.get("/") { _ in Page("home") }
app.get("/members", requiring: users.signedIn) { _, user in Page("members", ["user": user]) }
app.get("/events", options: [.stateless]) { _ in
    EventStream(heartbeat: .seconds(1)) { events in
        while true {
            try await events.send(ServerSentEvent("tick"))
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
app.post("/upload", options: [.stateless]) { context in
    let form = try await context.form()
    return form.files.map { "\($0.name) \($0.file.size)" }.joined(separator: "\n")
}
await app.run()
