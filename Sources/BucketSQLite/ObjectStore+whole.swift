import ObjectStore

extension ObjectStore {
    /// The object that names a state, whole and with its tag, or the news that it is still the one with `etag`.
    func whole(_ key: String, unless etag: ETag?) async throws(StoreError) -> WholeObject {
        switch try await get(key, range: nil, unless: etag) {
        case .notModified: return .unchanged
        case .missing: return .missing
        case .object(let object):
            guard let etag = object.info.etag else {
                throw StoreError(.unsupported, "the store sends no ETag for \(key): it can't hold a database safely")
            }
            guard object.bytes.count == object.info.size else {
                throw StoreError(.corrupt, "\(object.bytes.count) of \(object.info.size) bytes of \(key) arrived: try again")
            }
            return .object(object.bytes, etag)
        }
    }
}

enum WholeObject: Sendable {
    case unchanged
    case missing
    case object([UInt8], ETag)
}
