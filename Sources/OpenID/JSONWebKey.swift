import FoundationEssentials
import Secrets

/// A public key as a provider publishes it (RFC 7517, RFC 7518 section 6).
struct JSONWebKey: Sendable {
    let id: String?
    let key: PublicKey

    /// The keys of a set that are good for checking signatures; what is of another kind, or broken, is left out (RFC 7517 section 5).
    static func set(_ bytes: [UInt8]) throws(IdentityError) -> [JSONWebKey] {
        guard let set = try? JSONDecoder().decode(Set.self, from: Data(bytes)) else {
            throw .refused("the provider's keys are not a JSON Web Key Set")
        }
        return set.keys.prefix(limit).compactMap { $0.value.flatMap(JSONWebKey.init) }
    }

    /// More keys than anybody needs.
    private static let limit = 50

    private init?(_ raw: Raw) {
        guard raw.use ?? "sig" == "sig" else { return nil }
        switch raw.kty {
        case "RSA":
            guard raw.alg ?? "RS256" == "RS256", let n = raw.n.flatMap(Base64URL.decode), let e = raw.e.flatMap(Base64URL.decode),
                let key = PublicKey(rsa: n, exponent: e)
            else { return nil }
            self.key = key
        case "EC":
            guard raw.crv == "P-256", raw.alg ?? "ES256" == "ES256", let x = raw.x.flatMap(Base64URL.decode),
                let y = raw.y.flatMap(Base64URL.decode), let key = PublicKey(p256: x, y)
            else { return nil }
            self.key = key
        default: return nil
        }
        id = raw.kid
    }

    private struct Set: Decodable {
        let keys: [Lossy]
    }

    /// One entry that is not a key must not spoil the others.
    private struct Lossy: Decodable {
        let value: Raw?

        init(from decoder: any Decoder) throws { value = try? Raw(from: decoder) }
    }

    private struct Raw: Decodable {
        let kty: String
        let use, alg, kid, crv, n, e, x, y: String?
    }
}
