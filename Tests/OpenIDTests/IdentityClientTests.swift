import Foundation
import HTTPCalls
import Secrets
import TestServices
import Testing

@testable import OpenID

@Suite("Signing in at a real provider")
struct IdentityClientTests {
    private static let callback = "http://127.0.0.1:5000/user/sign-in-with/acme/callback"
    private static let people = #"{"ada-1": {"email": "ada@example.org", "email_verified": true, "preferred_username": "ada"}}"#

    /// A provider, the client of a site, and what the two have to do with each other.
    private struct Stage {
        let provider: IdentityProviderService
        let client: IdentityClient

        init(people: String = IdentityClientTests.people) async throws {
            provider = try await IdentityProviderService()
            try await provider.control("people", people)
            var acme = IdentityProvider.openID(
                "acme", "Acme", issuer: try provider.url, id: try provider.clientID, secret: try provider.clientSecret)
            acme.patience = 60
            client = IdentityClient(acme, over: HTTPClient(connections: 2))
        }

        /// Goes there and comes back; `change` meddles with the answer on its way.
        func travel(
            as person: String = "ada-1", isAnew: Bool = false, at now: Double = Date().timeIntervalSince1970,
            _ change: (inout AuthorizationReply) -> Void = { _ in }
        ) async throws -> Identity {
            let request = AuthorizationRequest(redirectURI: IdentityClientTests.callback, now: now)
            let back = try await provider.press(person, at: try await client.address(of: request, isAnew: isAnew))
            var reply = IdentityClientTests.reply(back)
            change(&reply)
            return try await client.identity(reply, to: request, now: now)
        }

        /// Why somebody was not let in.
        func refusal(
            as person: String = "ada-1", at now: Double = Date().timeIntervalSince1970,
            _ change: (inout AuthorizationReply) -> Void = { _ in }
        ) async throws -> IdentityError? {
            do {
                _ = try await travel(as: person, at: now, change)
                return nil
            } catch let error as IdentityError {
                return error
            }
        }
    }

    fileprivate static func reply(_ location: String) -> AuthorizationReply {
        let items = URLComponents(string: location)?.queryItems ?? []
        let value = { (name: String) in items.first { $0.name == name }?.value }
        return AuthorizationReply(code: value("code"), state: value("state"), error: value("error"), issuer: value("iss"))
    }

    @Test("by RS256 and by ES256, with the secret in the header or in the form", arguments: ["RS256", "ES256"], [true, false])
    func good(algorithm: String, isSecretInForm: Bool) async throws {
        let stage = try await Stage()
        try await stage.provider.control("rotate", #"{"alg": "\#(algorithm)", "keep": false}"#)
        if isSecretInForm {
            try await stage.provider.control(
                "faults", #"{"document": {"token_endpoint_auth_methods_supported": ["client_secret_post"]}}"#)
        }
        let identity = try await stage.travel()
        #expect(identity.issuer == (try stage.provider.url))
        #expect(identity.subject == "ada-1")
        #expect(identity.verifiedEmail == "ada@example.org")
        #expect(identity.name == "ada")
        #expect(try #require(identity.authenticatedAt) > Date().timeIntervalSince1970 - 60)
    }

    @Test("document and keys are asked for once, by many at once; a new key is found, an unknown one asks twice a minute at most")
    func cache() async throws {
        let stage = try await Stage()
        let now = Date().timeIntervalSince1970
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await stage.travel(at: now) } }
            try await group.waitForAll()
        }
        #expect(try await stage.provider.counts() == ["document": 1, "keys": 1])
        try await stage.provider.control("rotate", #"{"alg": "ES256", "keep": false}"#)
        #expect(try await stage.refusal(at: now + 29)?.description.contains("no key of the provider") == true)
        #expect(try await stage.provider.counts()["keys"] == 1, "anybody can write a token with an unknown key")
        _ = try await stage.travel(at: now + 31)
        #expect(try await stage.provider.counts() == ["document": 1, "keys": 2])
        // An old key that is still published is as good as the new one, and a set without names is tried through.
        try await stage.provider.control("rotate", #"{"alg": "RS256", "kid": false}"#)
        _ = try await stage.travel(at: now + 62)
        #expect(try await stage.refusal(at: now + 62) == nil)
    }

    @Test(
        "a token that is not right in every point counts for nothing",
        arguments: [
            (#"{"claims": {"iss": "https://evil.example"}}"#, "another issuer"),
            (#"{"claims": {"aud": "somebody"}}"#, "for somebody else"),
            (#"{"claims": {"aud": ["satchel:test", "other"]}}"#, "another client"),
            (#"{"claims": {"aud": ["satchel:test", "other"], "azp": "other"}}"#, "another client"),
            (#"{"claims": {"azp": "other"}}"#, "another client"),
            (#"{"claims": {"exp": 1}}"#, "is over"),
            (#"{"claims": {"iat": 1}}"#, "another time"),
            (#"{"claims": {"iat": 99999999999}}"#, "another time"),
            (#"{"claims": {"nbf": 99999999999}}"#, "not good yet"),
            (#"{"claims": {"nonce": "replayed"}}"#, "nonce"),
            (#"{"claims": {"nonce": null}}"#, "nonce"),
            (#"{"claims": {"sub": ""}}"#, "subject"),
            (#"{"claims": {"sub": null}}"#, "lacks a claim"),
            (#"{"claims": {"exp": null}}"#, "lacks a claim"),
            (#"{"claims": {"aud": null}}"#, "lacks a claim"),
            (#"{"header": {"crit": ["exp"]}}"#, "extensions"),
            (#"{"unsigned": true}"#, "signed by none"),
            (#"{"foreign": true}"#, "no key of the provider"),
            (#"{"token": {"id_token": null}}"#, "no ID token"),
            (#"{"token": {"id_token": "a.b"}}"#, "not a JSON Web Signature"),
            (#"{"token": {"access_token": null}}"#, "gave no token"),
            (#"{"status": {"token": 500}}"#, "answered 500"),
            (#"{"status": {"keys": 503}}"#, "answered 503"),
            (#"{"status": {"document": 404}}"#, "answered 404"),
            (#"{"long": true}"#, "could not be asked"),
            (#"{"redirect": true}"#, "answered 302"),
            (#"{"document": {"issuer": "https://evil.example"}}"#, "another issuer"),
            (#"{"document": {"issuer": null}}"#, "not a provider's document"),
            (#"{"document": {"jwks_uri": "http://169.254.169.254/latest"}}"#, "not https"),
            (#"{"document": {"token_endpoint": "file:///etc/passwd"}}"#, "not https"),
            (#"{"document": {"userinfo_endpoint": "https://a@b/"}}"#, "not https"),
            (#"{"iss": "https://evil.example"}"#, "another provider"),
        ])
    func refused(faults: String, words: String) async throws {
        let stage = try await Stage()
        try await stage.provider.control("faults", faults)
        let error = try #require(try await stage.refusal())
        #expect(error.description.contains(words), "\(error)")
        // Once all is well again, so is sign-in: nothing broken is kept.
        try await stage.provider.control("faults", "{}")
        if !faults.contains("keys") { #expect(try await stage.refusal() == nil) }
    }

    @Test("an answer that was meddled with on its way counts for nothing, and a code counts once")
    func meddling() async throws {
        let stage = try await Stage()
        #expect(try await stage.refusal { $0.state = "other" }?.description.contains("state") == true)
        #expect(try await stage.refusal { $0.state = nil }?.description.contains("state") == true)
        #expect(try await stage.refusal { $0.code = "other" }?.description.contains("invalid_grant") == true)
        #expect(try await stage.refusal { $0.code = nil }?.description.contains("no code") == true)
        #expect(try await stage.refusal { $0.issuer = nil }?.description.contains("another provider") == true)
        #expect(try await stage.refusal(as: "")?.kind == .denied)

        let now = Date().timeIntervalSince1970
        let request = AuthorizationRequest(redirectURI: Self.callback, now: now)
        let reply = Self.reply(try await stage.provider.press("ada-1", at: try await stage.client.address(of: request)))
        // Somebody who caught the code, but has not its verifier.
        let thief = AuthorizationRequest(redirectURI: Self.callback, now: now)
        var caught = reply
        caught.state = thief.state
        await #expect(throws: IdentityError.self) { try await stage.client.identity(caught, to: thief, now: now) }
    }

    @Test("who they are comes from UserInfo where the token does not say, and about nobody else")
    func userInfo() async throws {
        let stage = try await Stage()
        try await stage.provider.control("faults", #"{"claims": {"email": null}}"#)
        #expect(try await stage.travel().verifiedEmail == "ada@example.org")
        try await stage.provider.control("faults", #"{"claims": {"email": null}, "userinfo": {"sub": "eve"}}"#)
        #expect(try await stage.refusal()?.description.contains("somebody else") == true)
    }

    @Test(
        "an address counts only where the provider says that it checked it",
        arguments: [("true", true), ("\"true\"", true), ("false", false), ("\"false\"", false), ("null", false), ("1", false)])
    func unverified(flag: String, counts: Bool) async throws {
        let stage = try await Stage(people: #"{"ada-1": {"email": "ada@example.org"}}"#)
        try await stage.provider.control("faults", #"{"claims": {"email_verified": \#(flag)}}"#)
        #expect(try await stage.travel().verifiedEmail == (counts ? "ada@example.org" : nil))
    }

    @Test("GitHub: the account's number is who it is, and its primary address where that is verified")
    func gitHub() async throws {
        let provider = try await IdentityProviderService()
        try await provider.control(
            "people",
            #"""
            {"ada": {"id": 7, "login": "adal", "emails": [{"email": "x@x.example", "primary": false, "verified": true},
             {"email": "ada@example.org", "primary": true, "verified": true}]},
             "bob": {"id": 8, "login": "bob", "emails": [{"email": "bob@example.org", "primary": true, "verified": false}]}}
            """#)
        var gitHub = IdentityProvider.gitHub(
            id: try provider.clientID, secret: try provider.clientSecret, server: try provider.url)
        gitHub.patience = 60
        let client = IdentityClient(gitHub, over: HTTPClient(connections: 2))
        for (person, subject, email) in [("ada", "7", "ada@example.org"), ("bob", "8", nil)] {
            let now = Date().timeIntervalSince1970
            let request = AuthorizationRequest(redirectURI: Self.callback, now: now)
            let reply = Self.reply(try await provider.press(person, at: try await client.address(of: request)))
            let identity = try await client.identity(reply, to: request, now: now)
            #expect(identity.subject == subject && identity.verifiedEmail == email)
            // GitHub refuses with status 200.
            await #expect(throws: IdentityError.self) { try await client.identity(reply, to: request, now: now) }
        }
    }

    @Test(
        "only https, and plain HTTP on this machine, is asked",
        arguments: [
            ("https://id.example", true), ("https://id.example/realms/a", true), ("http://127.0.0.1:80/x", true),
            ("http://localhost/", true), ("http://[::1]:1", true), ("http://id.example", false),
            ("http://127.0.0.1.evil.example", false),
            ("http://localhost@evil.example", false), ("https://", false), ("https://a@b", false), ("ftp://id.example", false),
            ("https://id.example/\u{0a}x", false), ("https://id.example/#x", false), ("file:///etc/passwd", false), ("", false),
            ("https://a\\b", false),
        ])
    func addresses(url: String, isSafe: Bool) {
        #expect(SafeURL.isSafe(url) == isSafe)
        #expect(!SafeURL.isSafe("http://127.0.0.1/keys", for: "https://id.example"))
    }
}
