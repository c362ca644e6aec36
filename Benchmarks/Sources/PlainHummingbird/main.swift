// What PlainSite answers, by Hummingbird 2, as its documentation has it: PlainHummingbird PORT

import Hummingbird
import Logging

struct Item: ResponseCodable {
    var id: Int
    var name: String
    var tags: [String]
}

/// About 1 KB of JSON.
let items = (1...16).map { Item(id: $0, name: "the item of number \($0)", tags: ["one", "two"]) }

let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
var logger = Logger(label: "plain")
logger.logLevel = .error

let router = Router()
router.get("/plaintext") { _, _ in "Hello, World!" }
router.get("/json") { _, _ in items }
router.get("/deep/:a/:b/:c/:d/:e/:f/:g/:h/:i/:j") { _, context in
    try ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map { try context.parameters.require($0) }.joined(separator: " ")
}
let app = Application(
    router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
try await app.runService()
