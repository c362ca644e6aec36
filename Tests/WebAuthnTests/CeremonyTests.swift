import Foundation
import Secrets
import Testing

@testable import WebAuthn

@Suite("The ceremonies, by the specification's own vectors")
struct CeremonyTests {
    private let site = RelyingParty(id: "example.org", origin: "https://example.org")

    private func json(_ id: [UInt8], _ parts: [String: [UInt8]], transports: [String] = []) -> String {
        let response =
            parts.map { "\"\($0)\": \"\(Base64URL.encode($1))\"" } + [
                "\"transports\": [\(transports.map { "\"\($0)\"" }.joined(separator: ","))]"
            ]
        return
            "{\"id\": \"\(Base64URL.encode(id))\", \"type\": \"public-key\", \"response\": {\(response.joined(separator: ", "))}}"
    }

    private func registration(
        _ id: [UInt8] = Specification.es256ID, client: [UInt8] = Specification.es256Client,
        _ attestation: [UInt8] = Specification.es256Attestation, transports: [String] = []
    ) -> String {
        json(id, ["clientDataJSON": client, "attestationObject": attestation], transports: transports)
    }

    private func register(
        _ json: String, by site: RelyingParty? = nil, challenge: [UInt8] = Specification.es256Challenge, verified: Bool = false
    ) throws -> NewCredential {
        try (site ?? self.site).register(json, requiresVerification: verified) { $0 == Base64URL.encode(challenge) }
    }

    private func es256Assertion(
        _ change: (inout [String: [UInt8]]) -> Void = { _ in }, handle: [UInt8]? = [1]
    ) throws -> Assertion {
        var parts = [
            "clientDataJSON": Specification.es256AssertionClient, "authenticatorData": Specification.es256AssertionData,
            "signature": Specification.es256Signature,
        ]
        parts["userHandle"] = handle
        change(&parts)
        return try Assertion(json: json(Specification.es256ID, parts))
    }

    private func known(counter: UInt32 = 0, isBackupEligible: Bool = true, key: COSEKey? = nil) throws -> KnownCredential {
        KnownCredential(
            id: Specification.es256ID, userHandle: [1], key: try key ?? register(registration()).key, counter: counter,
            isBackupEligible: isBackupEligible)
    }

    private func verify(
        _ assertion: Assertion, _ known: KnownCredential, by site: RelyingParty? = nil, isUserKnown: Bool = false,
        challenge: [UInt8] = Specification.es256AssertionChallenge, verified: Bool = false
    ) throws -> CredentialUse {
        try (site ?? self.site).verify(assertion, by: known, isUserKnown: isUserKnown, requiresVerification: verified) {
            $0 == Base64URL.encode(challenge)
        }
    }

    @Test("a credential without attestation is registered, and signs in")
    func es256() throws {
        let made = try register(registration(transports: ["internal", "USB", "hybrid", "<b>", ""]))
        #expect(made.id == Specification.es256ID)
        #expect(made.key.algorithm == -7)
        #expect(made.isBackupEligible && made.isBackedUp && made.counter == 0)
        #expect(made.transports == ["internal", "hybrid"])
        #expect(try COSEKey(made.key.bytes) == made.key)
        #expect(try verify(es256Assertion(), known()) == CredentialUse(counter: 0, isBackedUp: true))
    }

    @Test("self attestation is believed by its signature only")
    func selfAttestation() throws {
        let ceremony = registration(Specification.selfID, client: Specification.selfClient, Specification.selfAttestation)
        let made = try register(ceremony, challenge: Specification.selfChallenge, verified: true)
        #expect(made.id == Specification.selfID && made.isBackedUp)
        var bent = Specification.selfAttestation
        bent[60] ^= 1
        let forged = registration(Specification.selfID, client: Specification.selfClient, bent)
        #expect(throws: WebAuthnError.badSignature) { try register(forged, challenge: Specification.selfChallenge) }
    }

    @Test("keys of RSA and Ed25519 sign in, each by its own algorithm", arguments: ["rs256", "ed25519"])
    func otherAlgorithms(name: String) throws {
        let isRSA = name == "rs256"
        let id = isRSA ? Specification.rs256ID : Specification.ed25519ID
        let key = try COSEKey(isRSA ? Specification.rs256Key : Specification.ed25519Key)
        #expect(key.algorithm == (isRSA ? -257 : -8))
        let data = isRSA ? Specification.rs256AssertionData : Specification.ed25519AssertionData
        let assertion = try Assertion(
            json: json(
                id,
                [
                    "clientDataJSON": isRSA ? Specification.rs256AssertionClient : Specification.ed25519AssertionClient,
                    "authenticatorData": data, "signature": isRSA ? Specification.rs256Signature : Specification.ed25519Signature,
                    "userHandle": [7, 7],
                ]))
        let challenge = isRSA ? Specification.rs256AssertionChallenge : Specification.ed25519AssertionChallenge
        let known = KnownCredential(id: id, userHandle: [7, 7], key: key, counter: 0, isBackupEligible: isRSA)
        #expect(try verify(assertion, known, challenge: challenge).isBackedUp == isRSA)
        let other = KnownCredential(
            id: id, userHandle: [7, 7], key: try register(registration()).key, counter: 0, isBackupEligible: isRSA)
        #expect(throws: WebAuthnError.badSignature) { try verify(assertion, other, challenge: challenge) }
    }

    @Test("a registration of elsewhere, of others, or without the user is refused")
    func refusedRegistrations() throws {
        let good = registration()
        #expect(throws: WebAuthnError.userNotVerified) { try register(good, verified: true) }
        #expect(throws: WebAuthnError.wrongChallenge) { try register(good, challenge: [1]) }
        #expect(throws: WebAuthnError.wrongRelyingParty) {
            try register(good, by: RelyingParty(id: "www.example.org", origin: "https://example.org"))
        }
        for origin in ["https://example.org:8443", "http://example.org", "https://example.org/", "https://EXAMPLE.org"] {
            #expect(throws: WebAuthnError.wrongOrigin("https://example.org")) {
                try register(good, by: RelyingParty(id: "example.org", origin: origin))
            }
        }
        #expect(throws: WebAuthnError.wrongCredential) { try register(registration([1, 2])) }
        let ceremony = registration(client: Specification.es256AssertionClient)
        #expect(throws: WebAuthnError.wrongCeremony("webauthn.get")) {
            try register(ceremony, challenge: Specification.es256AssertionChallenge)
        }
        let challenge = Base64URL.encode(Specification.es256Challenge)
        for more in ["\"crossOrigin\": true", "\"topOrigin\": \"https://evil.example\""] {
            let client =
                "{\"type\": \"webauthn.create\", \"challenge\": \"\(challenge)\", \"origin\": \"https://example.org\", \(more)}"
            #expect(throws: WebAuthnError.crossOrigin) { try register(registration(client: Array(client.utf8))) }
        }
    }

    @Test("every cut of a registration, and every flipped bit of its head, is refused or harmless")
    func cuts() throws {
        let whole = Specification.es256Attestation
        for count in 0..<whole.count {
            #expect(throws: WebAuthnError.self) { try register(registration(Specification.es256ID, Array(whole[..<count]))) }
        }
        #expect(throws: WebAuthnError.self) { try register(registration(Specification.es256ID, whole + [0])) }
        for (index, error) in [(32 + 30, WebAuthnError.userNotPresent), (40, .wrongRelyingParty)] {
            var bent = whole
            bent[index] ^= 1
            #expect(throws: error) { try register(registration(Specification.es256ID, bent)) }
        }
        // The flag BE alone taken away leaves "backed up, and can't be".
        var bent = whole
        bent[62] ^= 0x08
        #expect(throws: WebAuthnError.backupFlags) { try register(registration(Specification.es256ID, bent)) }
        // A point beside the curve.
        bent = whole
        bent[bent.count - 1] ^= 1
        #expect(throws: WebAuthnError.badKey) { try register(registration(Specification.es256ID, bent)) }
    }

    @Test("an answer that is another's, changed, older or copied is refused")
    func refusedAssertions() throws {
        let good = try es256Assertion()
        #expect(throws: WebAuthnError.userNotVerified) { try verify(good, known(), verified: true) }
        #expect(throws: WebAuthnError.wrongChallenge) { try verify(good, known(), challenge: [1]) }
        #expect(throws: WebAuthnError.wrongOrigin("https://example.org")) {
            try verify(good, known(), by: RelyingParty(id: "example.org", origin: "https://evil.example"))
        }
        #expect(throws: WebAuthnError.wrongRelyingParty) {
            try verify(good, known(), by: RelyingParty(id: "evil.example", origin: "https://example.org"))
        }
        #expect(throws: WebAuthnError.counterWentBack(stored: 1, received: 0)) { try verify(good, known(counter: 1)) }
        #expect(throws: WebAuthnError.backupFlags) { try verify(good, known(isBackupEligible: false)) }
        #expect(throws: WebAuthnError.wrongCredential) { try verify(es256Assertion(handle: [2]), known()) }
        #expect(throws: WebAuthnError.wrongCredential) { try verify(es256Assertion(handle: nil), known()) }
        #expect(throws: WebAuthnError.wrongCredential) { try verify(es256Assertion(handle: [2]), known(), isUserKnown: true) }
        #expect(try verify(es256Assertion(handle: nil), known(), isUserKnown: true).counter == 0)
        for name in ["signature", "authenticatorData"] {
            let bent = try es256Assertion { $0[name]?[36] ^= 1 }
            #expect(throws: WebAuthnError.badSignature) { try verify(bent, known()) }
        }
        let padded = try es256Assertion { $0["clientDataJSON"]?.append(0x20) }
        #expect(throws: WebAuthnError.badSignature) { try verify(padded, known()) }
        let none = try es256Assertion { $0["signature"] = [] }
        #expect(throws: WebAuthnError.badSignature) { try verify(none, known()) }
        let absent = try es256Assertion { $0["authenticatorData"]?[32] ^= 1 }
        #expect(throws: WebAuthnError.userNotPresent) { try verify(absent, known()) }
    }

    @Test(
        "what is no credential is refused",
        arguments: [
            "", "{}", "[]", "null", "{\"id\": \"AA\", \"type\": \"password\", \"response\": {\"clientDataJSON\": \"AA\"}}",
            "{\"id\": \"\", \"type\": \"public-key\", \"response\": {\"clientDataJSON\": \"AA\"}}",
            "{\"id\": \"A=\", \"type\": \"public-key\", \"response\": {\"clientDataJSON\": \"AA\"}}",
            "{\"id\": \"AA\", \"type\": \"public-key\", \"response\": {\"clientDataJSON\": \"!\"}}",
            "{\"id\": \"AA\", \"type\": \"public-key\", \"response\": {\"clientDataJSON\": \"AA\"}}",
            String(repeating: "[", count: 20_000), "{\"id\": \"" + String(repeating: "A", count: 40_000) + "\"}",
        ])
    func noCredential(json: String) {
        #expect(throws: WebAuthnError.self) { try register(json) }
        #expect(throws: WebAuthnError.self) { try Assertion(json: json) }
    }
}
