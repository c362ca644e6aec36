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
        guard case .object(let object) = try await get(name, range: nil, unless: nil), let etag = object.info.etag else {
            return false
        }
        do throws(StoreError) {
            _ = try await put(name, object.bytes, if: .matches(etag), deadline: nil)
            return true
        } catch {
            // Replaced or deleted by an instance that runs: looked at again.
            guard error.kind == .conditionFailed else { throw error }
            return false
        }
    }

    /// The database's objects, its key last: a rotation that was cut short is seen by it.
    private func objects() async throws(StoreError) -> [String] {
        try await store.list(prefix: root + ".d/").map(\.key) + [root]
    }
}
