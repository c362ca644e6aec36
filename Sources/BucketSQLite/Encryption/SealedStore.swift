public import ObjectStore
import Secrets
import Synchronization

/// A store whose objects are sealed before they leave this process and opened when they come back (`SealedFormat`).
///
/// 1. Everything that is put is sealed. No layout, tool or new kind of object can forget it.
/// 2. What is not sealed for exactly this place is never handed out.
/// 3. Nothing is put before it is known that the database there can be opened with the keys that are here.
public final class SealedStore: ObjectStore {
    let store: any ObjectStore
    let root: String
    let seal: Seal
    /// By database: the family that its key's object has, or will have.
    private let families = Mutex<[String: [UInt8]]>([:])

    /// A store whose objects are sealed in `store`.
    ///
    /// - Parameter root: the key of the database that this store is mostly used for.
    public init(_ store: any ObjectStore, root: String, keys: EncryptionKeys) {
        self.store = store
        self.root = root
        seal = Seal(keys: keys)
    }

    /// That of the store below.
    public var description: String { store.description }

    /// That of the store below.
    public var identity: String { store.identity }

    /// The opened object, or a part of it. Throws `corrupt` where it is not what was sealed for this place, `refused` where its key
    /// is not here.
    public func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        if let range { return try await part(key, range, unless: etag) }
        switch try await store.get(key, range: nil, unless: etag) {
        case .missing:
            if database(of: key) == key { _ = remember(Randomness.bytes(SealedFormat.familyCount), of: key) }
            return .missing
        case .notModified:
            // Who has a copy has not shown a key yet.
            _ = try await family(of: key)
            return .notModified
        case .object(let object):
            guard object.bytes.count == object.info.size else {
                throw StoreError(.corrupt, "\(object.bytes.count) of \(object.info.size) bytes of \(key) arrived: try again")
            }
            let family = try Self.family(in: object.bytes, of: key)
            if database(of: key) == key {
                families.withLock { $0[key] = family }
            } else if try await self.family(of: key) != family {
                throw SealError.damaged(key)
            }
            guard let size = SealedFormat.plainSize(of: object.bytes.count) else { throw SealError.damaged(key) }
            let bytes = try seal.open(
                object.bytes[SealedFormat.headerCount...], chunks: 0..<SealedFormat.chunks(of: size),
                of: SealedPlace(name: key, family: family, size: size))
            return .object(Object(bytes: bytes, info: ObjectInfo(key: key, etag: object.info.etag, size: size)))
        }
    }

    /// Stores the object sealed with the newest key.
    public func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        let family = try await family(of: key)
        return try await store.put(key, seal.seal(bytes, name: key, family: family), if: condition, deadline: deadline)
    }

    /// Stores the object sealed with the newest key, piece by piece.
    public func upload(
        _ key: String, _ body: UploadBody, if condition: PutCondition
    ) async throws(StoreError) -> ETag {
        let family = try await family(of: key)
        return try await store.upload(key, seal.sealing(body, name: key, family: family), if: condition)
    }

    /// Tag, and size of what is sealed.
    public func head(_ key: String) async throws(StoreError) -> ObjectInfo? { try await store.head(key).map(Self.opened) }

    /// Removes an object; a missing one is no error.
    public func delete(_ key: String) async throws(StoreError) { try await store.delete(key) }

    /// The keys that start with `prefix`, with the sizes of what is sealed.
    public func list(prefix: String) async throws(StoreError) -> [ObjectInfo] {
        try await store.list(prefix: prefix).map(Self.opened)
    }

    private static func opened(_ info: ObjectInfo) -> ObjectInfo {
        var info = info
        info.size = SealedFormat.plainSize(of: info.size) ?? info.size
        return info
    }

    /// The key of the database that an object belongs to.
    private func database(of key: String) -> String {
        if key == root || key.hasPrefix(root + ".d/") { return root }
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = parts.dropLast().lastIndex(where: { $0.hasSuffix(".d") && $0.count > 2 }) else { return key }
        return String(parts[...last].joined(separator: "/").dropLast(2))
    }

    /// The family of the database that `key` belongs to: what its object says, or a new one where it does not exist. Shows at once
    /// whether that object can be opened.
    func family(of key: String) async throws(StoreError) -> [UInt8] {
        let database = database(of: key)
        if let known = families.withLock({ $0[database] }) { return known }
        let found: [UInt8]
        if let head = try await head(of: database) {
            found = head.family
        } else {
            found = Randomness.bytes(SealedFormat.familyCount)
        }
        return remember(found, of: database)
    }

    /// Of two that ask at once, the first decides.
    private func remember(_ found: [UInt8], of database: String) -> [UInt8] {
        families.withLock { families in
            let family = families[database] ?? found
            families[database] = family
            return family
        }
    }

    /// The family of an object, and the key that sealed it, which has to be one of ours; `nil` where the object is missing.
    func head(of key: String) async throws(StoreError) -> (family: [UInt8], id: EncryptionKey.ID)? {
        let count = SealedFormat.headerCount + EncryptionKey.ID.count
        guard case .object(let object) = try await store.get(key, range: .bounds(0..<count), unless: nil) else { return nil }
        let family = try Self.family(in: object.bytes, of: key)
        let id = EncryptionKey.ID(bytes: Array(object.bytes.dropFirst(SealedFormat.headerCount)))
        guard id.bytes.count == EncryptionKey.ID.count else { throw SealError.damaged(key) }
        guard seal.keys[id] != nil else { throw SealError.unknownKey(id, key, seal.keys) }
        return (family, id)
    }

    private static func family(in bytes: [UInt8], of key: String) throws(StoreError) -> [UInt8] {
        guard SealedFormat.isSealed(bytes) else { throw SealError.notSealed(key) }
        guard bytes.count >= SealedFormat.headerCount else { throw SealError.damaged(key) }
        let version = UInt16(bytes[8]) << 8 | UInt16(bytes[9])
        guard version <= SealedFormat.version else { throw SealError.newer(key, version) }
        let family = Array(bytes[12..<SealedFormat.headerCount])
        guard bytes.starts(with: SealedFormat.header(family: family)) else { throw SealError.damaged(key) }
        return family
    }
}

extension ObjectStore {
    /// This store, sealed for the database under `root` where there are keys.
    func sealed(with keys: EncryptionKeys?, root: String) -> any ObjectStore {
        guard let keys else { return self }
        let below = (self as? SealedStore)?.store ?? self
        return SealedStore(below, root: root, keys: keys)
    }
}
