import FoundationEssentials
import HTTP
import HTTPCalls
import Secrets

/// What is asked of providers. Each call is bounded in time and size, and follows no redirect.
struct ProviderCalls: Sendable {
    let client: HTTPClient
    /// Seconds that a call may take.
    let timeout: Double

    private static let longestAnswer = 256 * 1024

    func metadata(of issuer: String) async throws -> ProviderMetadata {
        try ProviderMetadata(try await get(ProviderMetadata.url(of: issuer)), issuer: issuer)
    }

    func keys(at url: String) async throws -> [JSONWebKey] { try JSONWebKey.set(try await get(url)) }

    /// A document, with a token where there is one.
    func get(_ url: String, token: String? = nil) async throws -> [UInt8] {
        var headers = [(name: "Accept", value: "application/json")]
        if let token { headers.append((name: "Authorization", value: "Bearer \(token)")) }
        let reply = try await perform(HTTPCall(method: .get, url: url, headers: headers))
        guard reply.status == 200 else { throw IdentityError(.unavailable, "\(url) answered \(reply.status)") }
        return reply.body
    }

    /// A code for tokens (RFC 6749 section 4.1.3). Sent once: a code counts once.
    func exchange(
        _ code: String, _ request: AuthorizationRequest, at endpoint: String, of provider: IdentityProvider, secretInForm: Bool
    ) async throws -> TokenAnswer {
        var fields = [
            FormField(name: "grant_type", value: "authorization_code"), FormField(name: "code", value: code),
            FormField(name: "redirect_uri", value: request.redirectURI),
            FormField(name: "code_verifier", value: request.verifier),
        ]
        var headers = [
            (name: "Accept", value: "application/json"), (name: "Content-Type", value: "application/x-www-form-urlencoded"),
        ]
        if secretInForm {
            fields.append(FormField(name: "client_id", value: provider.clientID))
            fields.append(FormField(name: "client_secret", value: provider.clientSecret))
        } else {
            // Both are encoded as in a form first (RFC 6749 section 2.3.1).
            let pair = [provider.clientID, provider.clientSecret].map { PercentEncoding.encode($0) }.joined(separator: ":")
            headers.append((name: "Authorization", value: "Basic \(Base64.encode(Array(pair.utf8)))"))
        }
        let body = Array(URLEncodedForm.encode(fields).utf8)
        let reply = try await perform(
            HTTPCall(method: .post, url: endpoint, headers: headers, body: body, isRepeatable: false))
        return try TokenAnswer(reply, from: endpoint)
    }

    private func perform(_ call: HTTPCall) async throws -> HTTPReply {
        var call = call
        (call.connectTimeout, call.timeout, call.longestAnswer) = (timeout / 2, timeout, Self.longestAnswer)
        do {
            return try await client.perform(call)
        } catch {
            throw IdentityError(.unavailable, "\(call.url) could not be asked: \(error)")
        }
    }
}

/// What a token endpoint gave.
struct TokenAnswer: Sendable, Decodable {
    let accessToken: String
    let idToken: String?

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case idToken = "id_token"
    }

    /// An error's words (RFC 6749 section 5.2). GitHub sends them with status 200.
    private struct Refusal: Decodable {
        let error: String
    }

    init(_ reply: HTTPReply, from endpoint: String) throws(IdentityError) {
        if let refusal = try? JSONDecoder().decode(Refusal.self, from: Data(reply.body)) {
            throw .refused("\(endpoint) refused the code: \(refusal.error.unicodeScalars.prefix(100))")
        }
        guard reply.status == 200 else { throw IdentityError(.unavailable, "\(endpoint) answered \(reply.status)") }
        guard let answer = try? JSONDecoder().decode(TokenAnswer.self, from: Data(reply.body)) else {
            throw .refused("\(endpoint) gave no token")
        }
        self = answer
    }
}
