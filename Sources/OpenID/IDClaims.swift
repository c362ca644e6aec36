/// The claims of an ID token that count here (OpenID Connect Core 1.0, sections 2 and 5.1).
struct IDClaims: Sendable, Decodable {
    let iss: String
    let sub: String
    let aud: [String]
    let azp: String?
    let exp, iat: Double
    let nbf: Double?
    let nonce: String?
    let authTime: Double?
    let profile: ProfileClaims

    private enum CodingKeys: String, CodingKey {
        case iss, sub, aud, azp, exp, iat, nbf, nonce
        case authTime = "auth_time"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        iss = try container.decode(String.self, forKey: .iss)
        sub = try container.decode(String.self, forKey: .sub)
        // One text, or a list.
        aud = try (try? container.decode([String].self, forKey: .aud)) ?? [container.decode(String.self, forKey: .aud)]
        azp = try container.decodeIfPresent(String.self, forKey: .azp)
        exp = try container.decode(Double.self, forKey: .exp)
        iat = try container.decode(Double.self, forKey: .iat)
        nbf = try container.decodeIfPresent(Double.self, forKey: .nbf)
        nonce = try container.decodeIfPresent(String.self, forKey: .nonce)
        authTime = try container.decodeIfPresent(Double.self, forKey: .authTime)
        profile = try ProfileClaims(from: decoder)
    }
}

/// Who somebody is, in an ID token or at the provider's UserInfo endpoint.
struct ProfileClaims: Sendable, Decodable {
    let email: String?
    let isEmailVerified: Bool
    /// The name that they would like, or their name.
    let name: String?

    private enum CodingKeys: String, CodingKey {
        case email, name, nickname
        case emailVerified = "email_verified"
        case preferredUsername = "preferred_username"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        email = try? container.decode(String.self, forKey: .email)
        // Some providers write the flag as a text.
        let flag = try? container.decode(Bool.self, forKey: .emailVerified)
        isEmailVerified = flag ?? ((try? container.decode(String.self, forKey: .emailVerified)) == "true")
        let names = [CodingKeys.preferredUsername, .nickname, .name].map { try? container.decode(String.self, forKey: $0) }
        name = names.compactMap(\.self).first { !$0.isEmpty }
    }
}
