import Database
import HTTP
import Logging
import Web
import WebAuthn

extension Accounts {
    /// The site as authenticators know it: by its base URL, or else by a host that is allowed by name, or this very machine in
    /// development. What a visitor sends as `Host` alone never becomes one.
    ///
    /// - Returns: `nil` where there are no passkeys: switched off, no such name, a number in place of one, or no TLS.
    func relyingParty(in context: Context) -> RelyingParty? {
        guard settings.enablePasskeys, let url = try? context.absoluteURL("") else { return nil }
        return RelyingParty(url: url)
    }

    /// Whether a user can show a passkey here.
    func offersPasskey(to user: User, in context: Context) async throws -> Bool {
        guard relyingParty(in: context) != nil else { return false }
        return try await !context.database.read({ try Passkey.list(of: user.id, in: $0) }).isEmpty
    }

    /// Why a passkey does not count.
    enum PasskeyRefusal: Error {
        /// The browser's answer is not good.
        case answer(WebAuthnError, Passkey?)
        /// Nobody has it.
        case unknown
    }

    /// A passkey that has shown itself, before it is used.
    struct ShownPasskey: Sendable {
        let passkey: Passkey
        let use: CredentialUse
        let challenge: String

        /// Uses the challenge and the counter; false where either was used meanwhile, or the passkey is gone.
        func count(now: Int, in transaction: any Transaction) throws -> Bool {
            guard try PasskeyChallenge.use(challenge, now: now, in: transaction) else { return false }
            return try passkey.use(use, now: now, in: transaction)
        }
    }

    /// Checks the browser's answer.
    ///
    /// - Parameter user: who is asked, where that is known; then only their passkeys count.
    func check(
        _ json: String, for purpose: PasskeyChallenge.Purpose, session: String, of user: UserID? = nil, by site: RelyingParty,
        in context: Context
    ) async throws -> Result<ShownPasskey, PasskeyRefusal> {
        let assertion: Assertion
        do { assertion = try Assertion(json: json) } catch { return .failure(.answer(error, nil)) }
        let found = try await context.database.read { try Passkey.find(assertion.id, in: $0) }
        guard let found, user == nil || found.user == user else { return .failure(.unknown) }
        do {
            let use = try site.verify(assertion, by: found.credential, isUserKnown: user != nil) {
                PasskeyChallenge.open($0, for: purpose, session: session, in: context) != nil
            }
            guard let challenge = assertion.challenge else { return .failure(.unknown) }
            return .success(ShownPasskey(passkey: found, use: use, challenge: challenge))
        } catch {
            return .failure(.answer(error, found))
        }
    }

    /// Writes down why a passkey was refused: to the log, and where there may be a copy of it to the audit log too.
    func note(_ refusal: PasskeyRefusal, in context: Context) async throws {
        AccountMetrics.note(.passkeyRefused, in: context)
        guard case .answer(let error, let passkey) = refusal else { return }
        context.logger.info("a passkey was refused", metadata: ["error": "\(error)"])
        guard case .counterWentBack = error, let passkey else { return }
        let witness = witness(in: context).unknownActor
        try await context.database.write { transaction in
            guard let known = try Credentials.find(passkey.user, in: transaction) else { return }
            try witness.note(.passkeyRefused, of: known.id, known.username, "\(passkey.name): \(error)", in: transaction)
        }
    }
}

extension RelyingParty {
    /// The site of a URL such as `https://example.org`, as browsers write its origin (RFC 6454 section 6.2); `nil` where browsers know
    /// no passkeys: without TLS (but for this machine), and without a name.
    init?(url: String) {
        let url = url.lowercased()
        guard let separator = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<separator.lowerBound]
        let authority = url[separator.upperBound...]
        let ownPort = scheme == "https" ? ":443" : ":80"
        let host = authority.hasSuffix(ownPort) ? authority.dropLast(ownPort.count) : authority
        let name = host.prefix { $0 != ":" }
        let isLocal = name == "localhost" || name.hasSuffix(".localhost")
        guard scheme == "https" || (scheme == "http" && isLocal) else { return nil }
        guard !name.isEmpty, !name.hasPrefix("["), name.contains(where: \.isLetter) else { return nil }
        self.init(id: String(name), origin: "\(scheme)://\(host)")
    }
}
