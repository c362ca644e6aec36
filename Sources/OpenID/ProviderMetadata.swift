import FoundationEssentials

/// What a provider says of itself (OpenID Connect Discovery 1.0, section 3).
struct ProviderMetadata: Sendable {
    let authorizationEndpoint: String
    let tokenEndpoint: String
    let keysURL: String
    let userInfoEndpoint: String?
    /// Whether the client's secret goes into the form, where the provider knows no other way.
    let takesSecretInForm: Bool
    /// Whether answers say whose they are (RFC 9207).
    let tellsIssuer: Bool

    /// The document's address (section 4).
    static func url(of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    /// - Throws: where it is not of this issuer, or names addresses that are not safe to ask.
    init(_ bytes: [UInt8], issuer: String) throws(IdentityError) {
        guard let raw = try? JSONDecoder().decode(Raw.self, from: Data(bytes)) else {
            throw .refused("\(Self.url(of: issuer)) is not a provider's document")
        }
        guard raw.issuer == issuer else { throw .refused("\(Self.url(of: issuer)) is of another issuer, \(raw.issuer)") }
        let urls = [raw.authorizationEndpoint, raw.tokenEndpoint, raw.jwksURI] + (raw.userinfoEndpoint.map { [$0] } ?? [])
        for url in urls where !SafeURL.isSafe(url, for: issuer) {
            throw .refused("\(Self.url(of: issuer)) names \(url), which is not https")
        }
        authorizationEndpoint = raw.authorizationEndpoint
        tokenEndpoint = raw.tokenEndpoint
        keysURL = raw.jwksURI
        userInfoEndpoint = raw.userinfoEndpoint
        let methods = raw.tokenMethods ?? ["client_secret_basic"]
        takesSecretInForm = !methods.contains("client_secret_basic") && methods.contains("client_secret_post")
        tellsIssuer = raw.tellsIssuer ?? false
    }

    private struct Raw: Decodable {
        let issuer, authorizationEndpoint, tokenEndpoint, jwksURI: String
        let userinfoEndpoint: String?
        let tokenMethods: [String]?
        let tellsIssuer: Bool?

        enum CodingKeys: String, CodingKey {
            case issuer
            case authorizationEndpoint = "authorization_endpoint"
            case tokenEndpoint = "token_endpoint"
            case jwksURI = "jwks_uri"
            case userinfoEndpoint = "userinfo_endpoint"
            case tokenMethods = "token_endpoint_auth_methods_supported"
            case tellsIssuer = "authorization_response_iss_parameter_supported"
        }
    }
}
