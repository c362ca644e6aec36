import BucketSQLite
import ObjectStore

@testable import BucketSQLite

/// What can be read from within SQLite's own call: without time passing, for a ``SealedStore`` on top.
struct NowStore: ObjectStore {
    let wire: Wire

    var description: String { wire.description }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        try wire.getNow(key, range ?? .from(0))
    }

    func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag { throw Self.readOnly }
    func head(_ key: String) async throws(StoreError) -> ObjectInfo? { throw Self.readOnly }
    func delete(_ key: String) async throws(StoreError) { throw Self.readOnly }
    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] { throw Self.readOnly }

    private static var readOnly: StoreError { StoreError(.denied, "only ranges are read in the middle of a statement") }
}

extension RangeFetch {
    /// Reads over `wire` at once, and opens what is sealed.
    static func simulated(_ wire: Wire, _ keys: EncryptionKeys?) -> RangeFetch {
        guard let keys else { return RangeFetch { (_, key, range) throws(StoreError) in try wire.getNow(key, range) } }
        let store = SealedStore(NowStore(wire: wire), root: Simulation.key, keys: keys)
        return RangeFetch { (_, key, range) throws(StoreError) in
            let result = InlineExecutor.run { () -> Result<GetResult, StoreError> in
                do throws(StoreError) {
                    return .success(try await store.get(key, range: range, unless: nil))
                } catch {
                    return .failure(error)
                }
            }
            return try result.get()
        }
    }
}
