// Plain text by the server alone, without a router: PlainServer PORT

import HTTP
import HTTPServer
import Logging

let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
var logger = Logger(label: "plain")
logger.logLevel = .error

let server = Server([.tcp(host: "127.0.0.1", port: port)], logger: logger) { _ in .text("Hello, World!") }
_ = try await server.start()
while true { try await Task.sleep(for: .seconds(3600)) }
