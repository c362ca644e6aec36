// What a whole Satchel site answers: router, request id, security headers. The settings come from the environment.

import Satchel

struct Item: Codable, Sendable {
    var id: Int
    var name: String
    var tags: [String]
}

/// About 1 KB of JSON.
let items = (1...16).map { Item(id: $0, name: "the item of number \($0)", tags: ["one", "two"]) }

var app = App(Settings.load())
app.get("/plaintext", options: [.quiet, .stateless]) { _ in "Hello, World!" }
app.get("/json", options: [.quiet, .stateless]) { _ in try JSON(items) }
app.get("/deep/:a/:b/:c/:d/:e/:f/:g/:h/:i/:j", options: [.quiet, .stateless]) { context in
    try ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map { try context.parameters[$0] }.joined(separator: " ")
}
await app.run()
