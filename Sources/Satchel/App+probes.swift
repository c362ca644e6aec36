import HTTP
import Web

extension App {
    /// `/healthz`: the process answers; nothing is asked. `/readyz`: the database can be reached now.
    mutating func addProbes() {
        site.get("/healthz", options: [.quiet, .stateless, .anyHost]) { _ in Response.text("alive\n") }
        site.get("/readyz", options: [.quiet, .stateless, .anyHost]) { context in
            do {
                try await context.environment.database.check()
                return Response.text("ready\n")
            } catch {
                context.logger.error("not ready", metadata: ["error": "\(error)"])
                return Response.text("the database can't be reached\n", status: .serviceUnavailable)
            }
        }
    }
}
