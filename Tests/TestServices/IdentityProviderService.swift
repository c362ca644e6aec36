import Foundation
import HTTPCalls

/// `Tests/Services/oidc.py`: an identity provider of a test's own, and somebody who sits before its pages.
package struct IdentityProviderService: Sendable {
    private let service: Service
    private let client = HTTPClient(connections: 1)

    /// A provider that knows nobody yet.
    package init() async throws { service = try await Service("oidc.py") }

    /// The issuer.
    package var url: String { get throws { try service.fact("URL") } }
    /// Of the one client that it knows.
    package var clientID: String { get throws { try service.fact("CLIENT_ID") } }
    package var clientSecret: String { get throws { try service.fact("CLIENT_SECRET") } }

    /// Changes what it does: `people`, `rotate` or `faults`, with JSON.
    package func control(_ what: String, _ json: String) async throws {
        let reply = try await client.perform(
            HTTPCall(
                method: .put, url: try service.fact("CONTROL") + "/" + what,
                headers: [(name: "Content-Type", value: "application/json")], body: Array(json.utf8)))
        guard reply.status == 204 else { throw Service.Failure(description: "oidc.py refused \(what): \(reply.status)") }
    }

    /// How often its document and its keys were asked for.
    package func counts() async throws -> [String: Int] {
        let reply = try await client.perform(HTTPCall(method: .get, url: try service.fact("CONTROL") + "/count"))
        return try JSONDecoder().decode([String: Int].self, from: Data(reply.body))
    }

    /// Presses the button of a person on the provider's page; an empty one is “Cancel”.
    ///
    /// - Returns: where the provider sends the browser back to.
    package func press(_ person: String, at address: String) async throws -> String {
        let page = try await client.perform(HTTPCall(method: .get, url: address))
        guard page.status == 200 else { throw Service.Failure(description: String(decoding: page.body, as: UTF8.self)) }
        let reply = try await client.perform(
            HTTPCall(
                method: .post, url: address, headers: [(name: "Content-Type", value: "application/x-www-form-urlencoded")],
                body: Array("sub=\(person)".utf8)))
        guard let location = reply.header("location") else {
            throw Service.Failure(description: String(decoding: reply.body, as: UTF8.self))
        }
        return location
    }
}
