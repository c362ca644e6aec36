/// What is known of a provider: its document and its keys, asked for once and kept for a while. Requests that wait share one question.
actor ProviderDirectory {
    private let provider: IdentityProvider
    private let calls: ProviderCalls
    private var metadata: Kept<ProviderMetadata>?
    private var keys: Kept<[JSONWebKey]>?

    /// How long both are kept, in seconds. Keys are asked for anew before that where none of them signed a token.
    static let lifetime = 3600.0
    /// How often, at most, such a token makes us ask: anybody can write one.
    static let keyInterval = 30.0

    private struct Kept<Value: Sendable> {
        let task: Task<Value, any Error>
        let at: Double
    }

    init(_ provider: IdentityProvider, _ calls: ProviderCalls) {
        self.provider = provider
        self.calls = calls
    }

    /// The provider's document.
    func document(now: Double) async throws -> ProviderMetadata {
        if let kept = metadata, now < kept.at + Self.lifetime { return try await kept.task.value }
        let (issuer, calls) = (provider.issuer, calls)
        let kept = Kept(task: Task { try await calls.metadata(of: issuer) }, at: now)
        metadata = kept
        do {
            return try await kept.task.value
        } catch {
            if metadata?.task == kept.task { metadata = nil }
            throw error
        }
    }

    /// The provider's keys, and where none of those that are known signed a token, those of now.
    func keys(for token: IDToken, now: Double) async throws -> [JSONWebKey] {
        let known = try await keys(notOlderThan: Self.lifetime, now: now)
        return token.isSigned(by: known) ? known : try await keys(notOlderThan: Self.keyInterval, now: now)
    }

    private func keys(notOlderThan age: Double, now: Double) async throws -> [JSONWebKey] {
        if let kept = keys, now < kept.at + age { return try await kept.task.value }
        let url = try await document(now: now).keysURL
        // Somebody else may have asked meanwhile.
        if let kept = keys, now < kept.at + age { return try await kept.task.value }
        let calls = calls
        let kept = Kept(task: Task { try await calls.keys(at: url) }, at: now)
        keys = kept
        do {
            return try await kept.task.value
        } catch {
            if keys?.task == kept.task { keys = nil }
            throw error
        }
    }
}
