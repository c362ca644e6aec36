import FoundationEssentials

// GitHub has OAuth 2.0 and no ID tokens: who came back is asked at its API ("Authorizing OAuth apps", docs.github.com). The token
// comes from the server itself over TLS, for a code that only this request can have (state, PKCE).

/// Somebody at GitHub.
enum GitHubAccount {
    private struct User: Decodable {
        /// Never given again; `login` can be.
        let id: Int64
        let login: String
    }

    private struct Address: Decodable {
        let email: String
        let primary, verified: Bool
    }

    static func identity(
        _ code: String, _ request: AuthorizationRequest, _ provider: IdentityProvider, _ calls: ProviderCalls
    ) async throws -> Identity {
        let answer = try await calls.exchange(
            code, request, at: provider.issuer + "/login/oauth/access_token", of: provider, secretInForm: true)
        let api = provider.issuer == "https://github.com" ? "https://api.github.com" : provider.issuer + "/api/v3"
        let user = try decode(User.self, try await calls.get(api + "/user", token: answer.accessToken))
        let addresses = try decode([Address].self, try await calls.get(api + "/user/emails", token: answer.accessToken))
        return Identity(
            issuer: provider.issuer, subject: String(user.id),
            verifiedEmail: addresses.first { $0.primary && $0.verified }?.email, name: user.login, authenticatedAt: nil)
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws(IdentityError) -> Value {
        guard let value = try? JSONDecoder().decode(type, from: Data(bytes)) else {
            throw .refused("GitHub's answer is not what its documentation says")
        }
        return value
    }
}
