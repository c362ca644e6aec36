import OpenID

/// The names that identity providers are set up under: Google's, GitHub's, and one more of any kind. Each takes an id and a secret.
enum IdentityProviderNames {
    static let all = [
        "USER_GOOGLE_CLIENT_ID", "USER_GOOGLE_CLIENT_SECRET", "USER_GITHUB_CLIENT_ID", "USER_GITHUB_CLIENT_SECRET",
        "USER_GITHUB_URL", "USER_OIDC_ISSUER", "USER_OIDC_CLIENT_ID", "USER_OIDC_CLIENT_SECRET", "USER_OIDC_NAME",
    ]

    static func providers(reading value: (String) -> String?) throws -> [IdentityProvider] {
        var providers: [IdentityProvider] = []
        if let (id, secret) = try client("GOOGLE", value) { providers.append(.google(id: id, secret: secret)) }
        if let (id, secret) = try client("GITHUB", value) {
            let server = try address("USER_GITHUB_URL", value) ?? "https://github.com"
            providers.append(.gitHub(id: id, secret: secret, server: server))
        }
        if let (id, secret) = try client("OIDC", value) {
            guard let issuer = try address("USER_OIDC_ISSUER", value) else {
                throw AccountSettingError(name: "USER_OIDC_ISSUER", value: "", allowed: "the provider's https address")
            }
            let name = value("USER_OIDC_NAME") ?? "OpenID"
            providers.append(.openID("oidc", name, issuer: issuer, id: id, secret: secret))
        }
        return providers
    }

    private static func client(_ name: String, _ value: (String) -> String?) throws -> (String, String)? {
        let names = ["USER_\(name)_CLIENT_ID", "USER_\(name)_CLIENT_SECRET"]
        let values = names.map { value($0) ?? "" }
        if values.allSatisfy(\.isEmpty) { return nil }
        for (name, value) in zip(names, values) where value.isEmpty {
            throw AccountSettingError(name: name, value: value, allowed: "what the provider gave; both are needed")
        }
        return (values[0], values[1])
    }

    private static func address(_ name: String, _ value: (String) -> String?) throws -> String? {
        guard let text = value(name), !text.isEmpty else { return nil }
        guard IdentityProvider.isIssuer(text) else {
            throw AccountSettingError(name: name, value: text, allowed: "an https address without a query")
        }
        return text
    }
}
