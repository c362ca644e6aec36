import ObjectStore

/// Going over to a new key: put it in front, let the site run, and seal again what older keys have sealed.
extension SealedStore {
    /// How many objects of the database each key has sealed, by the key's id. A key that is not listed is not needed any more.
    public func usage() async throws(StoreError) -> [String: Int] {
        var usage: [String: Int] = [:]
        for name in try await objects() {
            if let id = try await head(of: name)?.id { usage[id.description, default: 0] += 1 }
        }
        return usage
    }

    /// Seals with the newest key what an older one has sealed. Instances may run meanwhile, if all of them have both keys: what
    /// an object holds does not change, and it is replaced only where nobody else has replaced it.
    /// - Returns: how many objects were sealed again.
    public func rotate() async throws(StoreError) -> Int {
        var count = 0
        for name in try await objects() {
            while let id = try await head(of: name)?.id, id != seal.keys.newest.id {
                if try await rotate(name) { count += 1 }
            }
        }
        return count
    }

    private func rotate(_ name: String) async throws(StoreError) -> Bool {
        guard let body = try await body(of: name) else { return false }
        do throws(StoreError) {
            _ = try await upload(name, body.content, if: .matches(body.etag))
            return true
        } catch {
            // Replaced or deleted by an instance that runs: looked at again.
            guard error.kind == .conditionFailed else { throw error }
            return false
        }
    }

    /// What an object holds, to be read piece by piece where it is large.
    private func body(of name: String) async throws(StoreError) -> (etag: ETag, content: UploadBody)? {
        guard let info = try await head(name), let etag = info.etag else { return nil }
        guard info.size > Self.largestInMemory else {
            guard case .object(let object) = try await get(name, range: nil, unless: nil), let etag = object.info.etag else {
                return nil
            }
            return (etag, UploadBody(object.bytes))
        }
        let content = UploadBody(size: info.size) { range in
            guard case .object(let part) = try await self.get(name, range: .bounds(range), unless: nil), part.info.etag == etag
            else { throw StoreError(.conditionFailed, "\(name) was replaced or deleted while it was read.") }
            return part.bytes
        }
        return (etag, content)
    }

    private static var largestInMemory: Int { 16 << 20 }

    /// The database's objects, its key last: a rotation that was cut short is seen by it.
    private func objects() async throws(StoreError) -> [String] {
        try await store.list(prefix: root + ".d/").map(\.key) + [root]
    }
}
