// Plain text by Hummingbird 2, as its documentation has it: PlainHummingbird PORT

import Hummingbird
import Logging

let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
var logger = Logger(label: "plain")
logger.logLevel = .error

let router = Router()
router.get("/plaintext") { _, _ in "Hello, World!" }
let app = Application(
    router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: logger)
try await app.runService()
