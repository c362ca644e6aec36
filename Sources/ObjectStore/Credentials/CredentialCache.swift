/// The credentials in use: fetched once, and again before they end. Who waits for a fetch shares it.
actor CredentialCache {
    /// Seconds before the end at which new ones are fetched.
    private static let margin = 300

    private let source: any CredentialSource
    private let now: @Sendable () -> Int
    private var kept: Credentials?
    private var fetch: Task<Result<Credentials?, StoreError>, Never>?

    init(_ source: any CredentialSource, now: @escaping @Sendable () -> Int) {
        self.source = source
        self.now = now
    }

    /// Credentials that have not ended.
    func current() async throws(StoreError) -> Credentials {
        if let kept, !endsSoon(kept) { return kept }
        do throws(StoreError) {
            guard let fetched = try await fetchOnce() else {
                throw StoreError(
                    .noCredentials,
                    "No credentials for S3 were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this "
                        + "machine a role.")
            }
            kept = fetched
            return fetched
        } catch {
            // A fetch that fails early does no harm while the old ones still hold.
            if let kept, let end = kept.expiration, end > now() { return kept }
            throw error
        }
    }

    /// The store refused these: do not use them again.
    func discard(_ credentials: Credentials) {
        if kept == credentials { kept = nil }
    }

    private func endsSoon(_ credentials: Credentials) -> Bool {
        credentials.expiration.map { $0 - Self.margin <= now() } ?? false
    }

    private func fetchOnce() async throws(StoreError) -> Credentials? {
        if let fetch { return try await fetch.value.get() }
        let task = Task { [source] () -> Result<Credentials?, StoreError> in
            do throws(StoreError) { return .success(try await source.load()) } catch { return .failure(error) }
        }
        fetch = task
        defer { fetch = nil }
        return try await task.value.get()
    }
}
