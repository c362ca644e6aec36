import BucketSQLite
import Database

@testable import BucketSQLite

/// What is special about a world, beside its weather and the fates of its instances.
enum Scenario: String, Sendable, Hashable {
    case plain
    /// `max_stale`: reads may be old, within bounds.
    case stale
    /// `hydrate`, with a cache that is too small for everything or not.
    case hydrated
    /// `mode=exclusive`: one instance holds the database, others wait or take it over.
    case exclusive
    /// `sync=lifespan`: what is written is in the bucket after a stop.
    case lifespan
    /// `encrypt`, and the key is changed while instances run.
    case rotation
    /// People compact, check and branch it while instances run, some of them by a clock that is hours ahead.
    case tended
    /// `layout=ltx`: people put past states in its place.
    case restored
    /// People change its layout.
    case converted

    /// Most worlds are plain.
    static func drawn(for layout: BucketOptions.Layout, _ random: inout SplitMix) -> Scenario {
        guard random.chance(300) else { return .plain }
        return random.pick(
            layout == .ltx
                ? [.stale, .hydrated, .exclusive, .rotation, .tended, .restored, .converted]
                : [.stale, .lifespan, .rotation, .converted])
    }

    func apply(to options: inout BucketOptions, _ random: inout SplitMix) {
        switch self {
        case .plain, .tended, .converted: break
        case .restored: options.keeper.retention = random.pick([1000, 100_000])
        case .stale: options.maxStale = random.pick([0.01, 0.1, 1])
        case .hydrated:
            options.hydration = random.pick([.background, .eager])
            options.cacheSize = random.pick([4096, 1 << 20])
        case .exclusive: options.mode = .exclusive
        case .lifespan: options.sync = .lifespan
        case .rotation: options.encryption = Self.newKeyFirst
        }
    }

    /// The options of whoever founds the database before the instances start.
    func founding(_ options: BucketOptions) -> BucketOptions {
        var options = reading(options)
        if self == .rotation { options.encryption = Self.oldKey }
        return options
    }

    /// The options of whoever reads it at the end.
    func reading(_ options: BucketOptions) -> BucketOptions {
        var options = options
        options.mode = .shared
        options.sync = .request
        options.maxStale = 0
        options.hydration = .none
        if self == .rotation { options.encryption = Self.newKey }
        return options
    }

    // MARK: Keys

    static let oldKey = keys("11")
    static let newKey = keys("22")
    static let newKeyFirst = keys("22", "11")
    static let oldKeyFirst = keys("11", "22")

    private static func keys(_ digits: String...) -> EncryptionKeys? {
        try? EncryptionKeys(digits.map { String(repeating: $0, count: 32) }.joined(separator: " "))
    }

    /// A sealed object's content, opened without the engine's store; `nil` where neither key has sealed it for that name.
    static func open(_ bytes: [UInt8], _ key: String) -> [UInt8]? {
        guard let newKeyFirst, SealedFormat.isSealed(bytes), let size = SealedFormat.plainSize(of: bytes.count) else {
            return nil
        }
        let family = Array(bytes[12..<SealedFormat.headerCount])
        return try? Seal(keys: newKeyFirst).open(
            bytes[SealedFormat.headerCount...], chunks: 0..<SealedFormat.chunks(of: size),
            of: SealedPlace(name: key, family: family, size: size))
    }
}
