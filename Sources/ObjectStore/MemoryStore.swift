import Secrets
import Synchronization

/// Objects in memory, for tests and for trying things out. They are gone with the process.
///
/// No call suspends, waits or looks at a clock (but for a deadline that was given), so it serves in a deterministic simulation.
public final class MemoryStore: ObjectStore {
    private let objects = Mutex<[String: Object]>([:])

    /// An empty store.
    public init() {}

    /// `memory:`
    public var description: String { "memory:" }

    /// The object, a range of it, or the news that it has not changed since `etag`.
    public func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        try StoreError.check(key: key)
        guard let object = objects.withLock({ $0[key] }) else { return .missing }
        return try object.answer(range: range, unless: etag)
    }

    /// Size and tag without the bytes.
    public func head(_ key: String) async throws(StoreError) -> ObjectInfo? {
        try StoreError.check(key: key)
        return objects.withLock { $0[key]?.info }
    }

    /// Stores an object, if the condition holds.
    public func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        try StoreError.check(key: key)
        try StoreError.check(deadline: deadline)
        let tag = ETag.md5(of: bytes)
        return try objects.withLock { (objects) throws(StoreError) in
            try condition.check(against: objects[key]?.info.etag, key: key)
            objects[key] = Object(bytes: bytes, info: ObjectInfo(key: key, etag: tag, size: bytes.count))
            return tag
        }
    }

    /// Removes an object; a missing one is no error.
    public func delete(_ key: String) async throws(StoreError) {
        try StoreError.check(key: key)
        objects.withLock { $0[key] = nil }
    }

    /// The keys that start with `prefix`, in byte order.
    public func list(prefix: String) async throws(StoreError) -> [ObjectInfo] {
        objects.withLock { $0.values.map(\.info) }.listed(under: prefix)
    }
}
