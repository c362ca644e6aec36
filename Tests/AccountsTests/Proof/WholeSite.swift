import Database
import HTTP
import HTTPTypes
import OpenID
import SatchelTesting
import Testing
import Web

@testable import Accounts

/// A site with everything switched on and no limit of attempts; `ada` runs it, `bob` is a member. Its routes are the router's own: what is
/// added to it is asked as well, without a line here.
struct WholeSite {
    let site: TestSite
    let routes: [Route]

    init(_ change: (inout AccountSettings) -> Void = { _ in }) async throws {
        var routes: [Route] = []
        site = try await TestSite {
            Self.switchOn(&$0)
            change(&$0)
        } pages: { site, _ in
            routes = site.router.routes
        }
        self.routes = routes
        for (name, role) in [("ada", "admin"), ("bob", nil)] {
            try await site.directory.create(name, password: Self.password, email: "\(name)@example.org")
            if let role { try await site.directory.addRole(role, to: name) }
        }
    }

    static let password = "correct horse"

    private static func switchOn(_ settings: inout AccountSettings) {
        settings.enableEmail = true
        settings.emailSenderAddress = "site@club.example"
        settings.enableMultipleEmails = true
        settings.enableInviteUser = true
        settings.mailedSignIn = .both
        // Nobody listens there: whoever sets out is told so.
        settings.identityProviders = [
            .openID("club", "Club", issuer: "http://127.0.0.1:9", id: "a", secret: "a-secret-of-the-provider")
        ]
        (settings.signInAttempts, settings.signInAttemptsPerAddress, settings.signInAttemptsPerAccount) = (0, 0, 0)
        (settings.registerAttempts, settings.mailRequests, settings.mailsPerAddress) = (0, 0, 0)
    }

    /// A visitor who has just signed in.
    func signedIn(_ name: String = "ada") async throws -> TestClient {
        let client = site.visitor()
        #expect(try await client.signIn(name, Self.password).status == .seeOther)
        return client
    }

    /// The routes that change something.
    var changing: [Route] { routes.filter { ![.get, .head, .options].contains($0.method) } }

    /// The pages.
    var pages: [Route] { routes.filter { $0.method == .get } }

    /// A path of a route, with something in the place of its parameters.
    static func path(_ route: Route, id: String = "1") -> String {
        route.pattern.split(separator: "/", omittingEmptySubsequences: false).map { part in
            switch part {
            case ":id": id
            case ":provider": "club"
            case _ where part.hasPrefix(":"): "nothing"
            default: String(part)
            }
        }.joined(separator: "/")
    }

    /// The CSRF token of a visitor's forms.
    static func token(of client: TestClient) async throws -> String {
        try #require(try await client.get("/user/language").forms.compactMap { $0.field("csrf_token")?.value }.first)
    }

    /// All that the database holds.
    func content() async throws -> [String: [Row]] {
        let tables = [
            "users", "user_sessions", "user_tokens", "user_totp", "user_recovery_codes", "user_passkeys", "user_devices",
            "attempt_locks", "user_api_tokens", "user_identities", "audit_log", "user_emails", "user_invitations", "mail_outbox",
            "roles", "user_roles", "user_languages",
        ]
        return try await site.engine.read { transaction in
            var content: [String: [Row]] = [:]
            for table in tables { content[table] = try transaction.query("SELECT * FROM \(table) ORDER BY 1, 2") }
            return content
        }
    }
}
