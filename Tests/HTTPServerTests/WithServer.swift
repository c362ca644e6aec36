import HTTP
import HTTPServer
import HTTPTypes
import Logging

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A server on a free port for as long as `body` runs; what is left of it then is cut.
///
/// Its time-outs are longer than any test: on a machine that has other work, the test itself may be the slow client. Tests of
/// time-outs set their own.
func withServer(
    _ configure: (inout ServerConfiguration) -> Void = { _ in }, on address: ListenAddress = .tcp(host: "127.0.0.1", port: 0),
    handler: @escaping Handler, _ body: (ListenAddress, Server) async throws -> Void
) async throws {
    var configuration = ServerConfiguration()
    configuration.loops = 2
    configuration.idleTimeout = 600
    configuration.headTimeout = 600
    configuration.progressTimeout = 600
    configuration.handshakeTimeout = 600
    configure(&configuration)
    let server = Server([address], configuration: configuration, logger: quiet, handler: handler)
    let bound = try await server.start()
    do {
        try await body(bound[0], server)
        await cut(server)
    } catch {
        await cut(server)
        throw error
    }
}

private func cut(_ server: Server) async {
    async let first: Void = server.stop()
    async let second: Void = server.stop()
    _ = await (first, second)
}

/// Says what it was asked.
let echo: Handler = { request in
    do {
        let body = try await request.body.collect(upTo: 64 << 20)
        return .text("\(request.method) \(request.target) \(String(decoding: body, as: UTF8.self))")
    } catch let error as RequestRefusal {
        return error.answer
    } catch {
        return .text("\(error)", status: .badRequest)
    }
}
