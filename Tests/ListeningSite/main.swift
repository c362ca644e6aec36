// A site that listens to changes, has a task and a schedule, and writes down what they do: one line each in the file SITE_NOTES.

import Glibc
import Satchel

struct User: UserModel {
    var id = UserID()
    var username: String
    var firstName = "", lastName = ""
}

@Sendable func note(_ line: String) {
    guard let path = getenv("SITE_NOTES") else { return }
    let file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
    let bytes = Array((line + "\n").utf8)
    _ = write(file, bytes, bytes.count)
    close(file)
}

var app = App(Settings.load())
let users = app.accounts(User.self)

if getenv("SITE_LISTENS") != nil {
    app.on(.insert, .update, .delete, of: User.self, recording: ["username"]) { event in
        let name: String? = try (event.new ?? event.old)?.get("username")
        note("event \(event.kind) \(event.rowID) \(name ?? "")")
        if name == "slow" { try await Task.sleep(for: .seconds(60)) }
    }
    app.on(.insert, of: User.self, named: "failing", options: TaskOptions(attempts: 1)) { event in
        throw TaskFailure.giveUp("the mail house is closed")
    }
}

let greet = app.task("greet", of: String.self) { name, task in
    note("begin \(name)")
    if name == "slow" { try await Task.sleep(for: .seconds(60)) }
    note("task \(name)")
}

app.schedule("* * * * *", "minute", in: "Europe/Berlin") { _ in note("minute") }

app.get("/") { _ in "home" }
app.get("/greet/:name") { context in
    let name = try context.parameters["name"]
    try await context.database.write { _ = try $0.enqueue(greet, name) }
    return "later"
}

await app.run()
