import HTTP
import Secrets

/// One way to a provider and back: what is sent along, and has to be kept to judge what comes back.
package struct AuthorizationRequest: Sendable, Codable, Hashable {
    /// Ties the answer to this browser (RFC 6749 section 10.12).
    package let state: String
    /// Ties the ID token to this request.
    package let nonce: String
    /// The secret behind the code challenge (RFC 7636): a code that was caught on its way is of no use without it.
    package let verifier: String
    /// Where the provider sends people back to.
    package let redirectURI: String
    /// Seconds since 1970.
    package let startedAt: Double

    package init(redirectURI: String, now: Double) {
        state = Randomness.token(bits: 256)
        nonce = Randomness.token(bits: 256)
        verifier = Randomness.token(bits: 256)
        self.redirectURI = redirectURI
        startedAt = now
    }

    /// The address that people are sent to.
    ///
    /// - Parameter isAnew: asks for the password there, whoever is signed in (OpenID Connect Core, section 3.1.2.1).
    func url(at endpoint: String, of provider: IdentityProvider, isAnew: Bool) -> String {
        var fields = [
            FormField(name: "response_type", value: "code"), FormField(name: "client_id", value: provider.clientID),
            FormField(name: "redirect_uri", value: redirectURI), FormField(name: "scope", value: provider.scopes),
            FormField(name: "state", value: state), FormField(name: "code_challenge", value: challenge),
            FormField(name: "code_challenge_method", value: "S256"),
        ]
        if provider.kind == .openID {
            fields.append(FormField(name: "nonce", value: nonce))
            if isAnew { fields += [FormField(name: "prompt", value: "login"), FormField(name: "max_age", value: "0")] }
        }
        return endpoint + (endpoint.contains("?") ? "&" : "?") + URLEncodedForm.encode(fields)
    }

    /// RFC 7636 section 4.2.
    private var challenge: String { Base64URL.encode(Digest.sha256(Array(verifier.utf8))) }
}

/// What a provider sent a browser back with.
package struct AuthorizationReply: Sendable {
    package var code: String?
    package var state: String?
    package var error: String?
    /// Who says so (RFC 9207).
    package var issuer: String?

    package init(code: String?, state: String?, error: String?, issuer: String?) {
        (self.code, self.state, self.error, self.issuer) = (code, state, error, issuer)
    }
}
