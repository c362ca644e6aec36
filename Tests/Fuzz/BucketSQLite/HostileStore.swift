import ObjectStore

/// A store in which every key holds the same bytes. Ranges are served as S3 serves them.
struct HostileStore: ObjectStore {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var description: String { "hostile:" }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        let bounds: Range<Int> =
            switch range {
            case nil: 0..<bytes.count
            case .bounds(let bounds)?: bounds.clamped(to: 0..<bytes.count)
            case .from(let start)?: min(start, bytes.count)..<bytes.count
            case .suffix(let count)?: max(0, bytes.count - count)..<bytes.count
            }
        return .object(Object(bytes: Array(bytes[bounds]), info: info(key)))
    }

    func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag { throw StoreError(.denied, "nothing may be stored") }

    func head(_ key: String) async throws(StoreError) -> ObjectInfo? { info(key) }
    func delete(_ key: String) async throws(StoreError) {}
    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] { [] }

    private func info(_ key: String) -> ObjectInfo { ObjectInfo(key: key, etag: nil, size: bytes.count) }
}
