import FoundationEssentials
import HTTPCalls
import Secrets

/// The site's side of signing in at a provider.
package struct IdentityClient: Sendable {
    package let provider: IdentityProvider
    private let calls: ProviderCalls
    private let directory: ProviderDirectory

    package init(_ provider: IdentityProvider, over client: HTTPClient) {
        self.provider = provider
        calls = ProviderCalls(client: client, timeout: provider.patience)
        directory = ProviderDirectory(provider, calls)
    }

    /// Where to send somebody for a request.
    ///
    /// - Parameter isAnew: they are to prove there who they are, whoever is signed in.
    package func address(of request: AuthorizationRequest, isAnew: Bool = false) async throws -> String {
        let endpoint =
            switch provider.kind {
            case .openID: try await directory.document(now: request.startedAt).authorizationEndpoint
            case .gitHub: provider.issuer + "/login/oauth/authorize"
            }
        return request.url(at: endpoint, of: provider, isAnew: isAnew)
    }

    /// Who came back.
    ///
    /// - Throws: ``IdentityError`` for everything that is not as it has to be.
    package func identity(_ reply: AuthorizationReply, to request: AuthorizationRequest, now: Double) async throws -> Identity {
        guard let state = reply.state, constantTimeEquals(Array(state.utf8), Array(request.state.utf8)) else {
            throw IdentityError.refused("the answer is of another request: its state is another")
        }
        if let error = reply.error {
            let words = "the provider says \(error.unicodeScalars.prefix(100))"
            throw IdentityError(error == "access_denied" ? .denied : .refused, words)
        }
        guard let code = reply.code, !code.isEmpty, code.utf8.count <= 2000 else {
            throw IdentityError.refused("the answer has no code")
        }
        switch provider.kind {
        case .openID: return try await openID(code, reply, request, now)
        case .gitHub: return try await GitHubAccount.identity(code, request, provider, calls)
        }
    }

    private func openID(
        _ code: String, _ reply: AuthorizationReply, _ request: AuthorizationRequest, _ now: Double
    ) async throws -> Identity {
        let document = try await directory.document(now: now)
        guard reply.issuer ?? (document.tellsIssuer ? "" : provider.issuer) == provider.issuer else {
            throw IdentityError.refused("the answer is of another provider")
        }
        let answer = try await calls.exchange(
            code, request, at: document.tokenEndpoint, of: provider, secretInForm: document.takesSecretInForm)
        guard let text = answer.idToken else { throw IdentityError.refused("the provider gave no ID token") }
        let token = try IDToken(text)
        let keys = try await directory.keys(for: token, now: now)
        let claims = try token.claims(
            signedBy: keys,
            IDToken.Expectation(issuer: provider.issuer, clientID: provider.clientID, nonce: request.nonce, now: now))
        let profile = try await profile(claims, answer, document)
        return Identity(
            issuer: provider.issuer, subject: claims.sub, verifiedEmail: profile.isEmailVerified ? profile.email : nil,
            name: profile.name, authenticatedAt: claims.authTime)
    }

    /// Who they are: from the ID token, or where that has no address, from the UserInfo endpoint (section 5.3).
    private func profile(
        _ claims: IDClaims, _ answer: TokenAnswer, _ document: ProviderMetadata
    ) async throws -> ProfileClaims {
        guard claims.profile.email == nil, let endpoint = document.userInfoEndpoint else { return claims.profile }
        let bytes = try await calls.get(endpoint, token: answer.accessToken)
        struct Subject: Decodable { let sub: String }
        // Section 5.3.2: an answer about somebody else must not be used.
        guard let subject = try? JSONDecoder().decode(Subject.self, from: Data(bytes)), subject.sub == claims.sub,
            let profile = try? JSONDecoder().decode(ProfileClaims.self, from: Data(bytes))
        else { throw IdentityError.refused("the UserInfo endpoint tells of somebody else") }
        return profile
    }
}
