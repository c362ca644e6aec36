// An ID token is a JSON Web Signature in the compact form (RFC 7515 section 7.1):
//
//     base64url(header) "." base64url(claims) "." base64url(signature)
//
// 1. Only RS256 and ES256 count, and a key never checks signatures of another algorithm: there is no "none", and no HMAC with a
//    public key.
// 2. A header that says `crit` asks for something that we don't know: refused (RFC 7515 section 4.1.11).
// 3. Nothing of the claims is looked at before the signature is right.
// 4. Then come the checks of OpenID Connect Core 1.0, section 3.1.3.7, numbered there.

import FoundationEssentials
import Secrets

/// What a provider says about somebody, signed.
struct IDToken: Sendable {
    private let header: Header
    private let claimBytes: [UInt8]
    private let signature: [UInt8]
    private let signed: [UInt8]

    /// How far clocks may differ, in seconds.
    static let leeway = 60.0
    /// A token is made for this sign-in: an older one is from another.
    static let longestAge = 600.0
    private static let byteLimit = 32 * 1024

    init(_ text: String) throws(IdentityError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.byteLimit, parts.count == 3, let header = Base64URL.decode(parts[0]),
            let claims = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2]),
            let decoded = try? JSONDecoder().decode(Header.self, from: Data(header))
        else { throw .refused("the ID token is not a JSON Web Signature") }
        guard decoded.crit == nil else { throw .refused("the ID token asks for extensions that are not known here") }
        guard decoded.algorithm != nil else { throw .refused("the ID token is signed by \(decoded.alg), not by RS256 or ES256") }
        self.header = decoded
        claimBytes = claims
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// What it must be for.
    struct Expectation: Sendable {
        let issuer: String
        let clientID: String
        let nonce: String
        /// Seconds since 1970.
        let now: Double
    }

    /// Whether one of the keys signed it; a key that it does not mean is not tried.
    func isSigned(by keys: [JSONWebKey]) -> Bool {
        keys.contains {
            $0.key.algorithm == header.algorithm && (header.kid == nil || $0.id == header.kid)
                && $0.key.verifies(joined: signature, of: signed)
        }
    }

    /// The claims, where one of the keys signed them and they are for us, now.
    func claims(signedBy keys: [JSONWebKey], _ expected: Expectation) throws(IdentityError) -> IDClaims {
        guard isSigned(by: keys) else { throw .refused("no key of the provider signed the ID token") }
        guard let claims = try? JSONDecoder().decode(IDClaims.self, from: Data(claimBytes)) else {
            throw .refused("the ID token lacks a claim that every one has")
        }
        try Self.check(claims, expected)
        return claims
    }

    private static func check(_ claims: IDClaims, _ expected: Expectation) throws(IdentityError) {
        // 2.
        guard claims.iss == expected.issuer else { throw .refused("the ID token is of another issuer, \(claims.iss)") }
        // 3. to 5.
        guard claims.aud.contains(expected.clientID) else { throw .refused("the ID token is for somebody else") }
        if claims.azp ?? (claims.aud.count > 1 ? "" : expected.clientID) != expected.clientID {
            throw .refused("the ID token was made for another client")
        }
        // 9. and 10.
        guard expected.now < claims.exp + leeway else { throw .refused("the ID token is over") }
        guard claims.iat <= expected.now + leeway, claims.iat > expected.now - longestAge else {
            throw .refused("the ID token was made at another time; are both clocks right?")
        }
        if let start = claims.nbf, start > expected.now + leeway { throw .refused("the ID token is not good yet") }
        // 11.
        guard let nonce = claims.nonce, constantTimeEquals(Array(nonce.utf8), Array(expected.nonce.utf8)) else {
            throw .refused("the ID token is not of this sign-in: its nonce is another")
        }
        guard (1...255).contains(claims.sub.utf8.count), claims.sub.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .refused("the ID token's subject is none")
        }
    }

    private struct Header: Decodable {
        let alg: String
        let kid: String?
        let crit: [String]?

        var algorithm: PublicKey.Algorithm? { ["RS256": .rs256, "ES256": .es256][alg] }
    }
}
