import BucketSQLite
import ObjectStore

@testable import BucketSQLite

/// What the store holds: S3's conditions over objects in memory, one request after the other. Faults are the ``Wire``'s.
///
/// Tags are those of MD5: the same bytes under the same key have the same tag again (so A-B-A is possible).
///
/// Why `@unchecked Sendable`: see ``SimulatedProcess``.
final class SimulatedStore: @unchecked Sendable {
    struct Content {
        fileprivate var bytes: [UInt8]
        fileprivate var etag: ETag
        fileprivate var storedAt: Int64 = 0
    }

    /// One object, as it was stored.
    struct Landing {
        var key: String
        var old: [UInt8]?
        var bytes: [UInt8]
        var process: SimulatedProcess
    }

    /// Told of each object that is stored.
    var onLanding: ((Landing) -> Void)?
    /// What an object holds that is stored as these bytes; `nil` where it must not be stored so.
    var opening: (_ key: String, _ bytes: [UInt8]) -> [UInt8]? = { _, bytes in bytes }
    /// The store's clock, in milliseconds since 1970.
    var clock: () -> Int64 = { 0 }
    /// How many segments and archives were put together from others.
    private(set) var merges = 0
    /// How many deltas left the manifest after the table and before the segment of a merge of the same instance.
    private(set) var flushesBesideMerge = 0
    private var merging: Set<ObjectIdentifier> = []
    private var objects: [String: Content] = [:]
    private var contents: [String: [Content]] = [:]
    private var tags = 0
    /// What nobody must ever ask for.
    private(set) var violations: [String] = []
    /// The listing after each change: for listings that are late.
    private var listings: [[ObjectInfo]] = [[]]

    /// The tag that these bytes have, or would have.
    func etag(of bytes: [UInt8], at key: String) -> ETag {
        if let known = contents[key]?.last(where: { $0.bytes == bytes }) { return known.etag }
        tags += 1
        let etag = ETag("\"\(tags)\"")
        contents[key, default: []].append(Content(bytes: bytes, etag: etag))
        return etag
    }

    func bytes(_ key: String) -> [UInt8]? { objects[key]?.bytes }

    /// What an object holds.
    func content(_ key: String) -> [UInt8]? { bytes(key).flatMap { opening(key, $0) } }

    func currentTag(_ key: String) -> ETag? { objects[key]?.etag }

    func put(_ key: String, _ bytes: [UInt8], if condition: PutCondition, by process: SimulatedProcess) -> Result<
        ETag, StoreError
    > {
        let content = opening(key, bytes)
        if content == nil { violations.append("\(key) was to be stored as everybody can read it") }
        let old = objects[key]?.etag
        switch condition {
        case .always: break
        case .absent:
            guard let there = objects[key] else { break }
            // Two people may choose one name for different snapshots: the second one takes another. Instances never do.
            if opening(key, there.bytes) != content, key != Simulation.key, !process.isPerson {
                violations.append(
                    "\(key) was to be stored again with other bytes: a segment follows from the commits that it holds")
            }
            return .failure(Self.refusal(412))
        case .matches(let wanted):
            guard let old else { return .failure(Self.refusal(404)) }
            guard old == wanted else { return .failure(Self.refusal(412)) }
            if key != Simulation.key, self.content(key) != content { violations.append("\(key) was replaced by something else") }
        }
        let landing = Landing(key: key, old: self.bytes(key), bytes: bytes, process: process)
        defer { onLanding?(landing) }
        countTidying(key, by: process)
        let etag = etag(of: bytes, at: key)
        objects[key] = Content(bytes: bytes, etag: etag, storedAt: clock())
        listings.append(listing())
        return .success(etag)
    }

    private func countTidying(_ key: String, by process: SimulatedProcess) {
        guard let level = Self.level(of: key) else { return }
        let isTable = key.hasSuffix(".groups")
        if level == 1 {
            if !isTable, merging.contains(ObjectIdentifier(process)) { flushesBesideMerge += 1 }
        } else if isTable {
            merging.insert(ObjectIdentifier(process))
        } else {
            merging.remove(ObjectIdentifier(process))
            merges += 1
        }
    }

    /// The level of the segment that is stored under this key, or whose table is.
    private static func level(of key: String) -> Int? {
        guard key.hasSuffix(".ltx") || key.hasSuffix(".ltx.groups") else { return nil }
        let parts = key.split(separator: "/")
        return parts.count > 2 ? Int(parts[parts.count - 2]) : nil
    }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) -> Result<GetResult, StoreError> {
        guard let object = objects[key] else { return .success(.missing) }
        if object.etag == etag { return .success(.notModified) }
        let size = object.bytes.count
        let wanted: Range<Int> =
            switch range {
            case nil: 0..<size
            case .bounds(let range): min(range.lowerBound, size)..<min(range.upperBound, size)
            case .from(let start): min(start, size)..<size
            case .suffix(let count): max(0, size - count)..<size
            }
        let bytes = wanted == 0..<size ? object.bytes : Array(object.bytes[wanted])
        return .success(.object(Object(bytes: bytes, info: ObjectInfo(key: key, etag: object.etag, size: size))))
    }

    func head(_ key: String) -> ObjectInfo? {
        objects[key].map { ObjectInfo(key: key, etag: $0.etag, size: $0.bytes.count, modified: $0.storedAt) }
    }

    func delete(_ key: String) {
        if let manifest = content(Simulation.key).flatMap({ try? Manifest($0) }),
            manifest.objects(below: Simulation.key).contains(key)
        {
            violations.append("\(key) was deleted, and the manifest lists it")
        }
        objects[key] = nil
        listings.append(listing())
    }

    /// Removes an object and hands it out.
    func take(_ key: String) -> Content? {
        defer { delete(key) }
        return objects[key]
    }

    func restore(_ key: String, _ content: Content) {
        objects[key] = content
        listings.append(listing())
    }

    /// - Parameter age: how many changes ago the listing was true.
    func list(prefix: String, age: Int) -> [ObjectInfo] {
        listings[max(0, listings.count - 1 - age)].filter { $0.key.hasPrefix(prefix) }
    }

    private func listing() -> [ObjectInfo] {
        objects.keys.sorted().compactMap(head)
    }

    static func refusal(_ status: Int) -> StoreError {
        StoreError(.conditionFailed, "the condition does not hold", status: status)
    }
}
