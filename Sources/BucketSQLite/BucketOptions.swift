public import Database
public import ObjectStore

/// How an engine treats its bucket. The names in parentheses are those of the URL's query.
public struct BucketOptions: Sendable, Hashable {
    /// How a commit is laid down (`layout`).
    public enum Layout: String, Sendable, CaseIterable {
        /// The key is a plain SQLite file, uploaded whole.
        case file
        /// The key is a small manifest, the pages are LTX deltas in it and segments beside it: a commit costs what it changes.
        case ltx
    }

    /// When the bucket is asked and written (`sync`).
    public enum Sync: String, Sendable, CaseIterable {
        /// Before and after each request: the promises hold.
        case request
        /// Loaded once at the start and uploaded once at the stop. A crash in between loses what was written since the start.
        case lifespan
    }

    /// Who may write (`mode`).
    public enum Mode: String, Sendable, CaseIterable {
        /// Any instance, at any time.
        case shared
        /// This one alone, while it runs; its reads ask the bucket nothing. `layout=ltx` only.
        case exclusive
    }

    /// How the database lies in the bucket.
    public var layout = Layout.file
    /// When the bucket is asked for news.
    public var sync = Sync.request
    /// Whether other instances write too.
    public var mode = Mode.shared
    /// Takes the exclusive hold from an instance that is gone for good (`takeover`). One that still runs notices at its next
    /// commit; until then its reads show an old state.
    public var takesOver = false
    /// The last writer wins, other instances' commits are overwritten (`ignore_conflicts`): for one instance, or for stores
    /// without conditional writes.
    public var ignoreConflicts = false
    /// Where a copy of the database is kept on this machine (`local_path`): a start with an unchanged bucket downloads nothing.
    public var localPath: String?
    /// How long a commit is tried before it is answered with 503, in seconds (`timeout`).
    public var timeout = 20.0

    /// How many writes go out in one commit at most. Not for the URL: what grouping gives is measured by it.
    public var writesPerCommit = 4096

    /// How old a state a read may be shown without asking the bucket, in seconds (`max_stale`). 0: every read is fresh. Writes, and
    /// reads after a write of the same instance, are never older than that write.
    public var maxStale = 0.0
    /// How much memory unpacked pages of segments may take, in bytes (`cache`, in megabytes). `layout=ltx` only.
    public var cacheSize = 64 << 20
    /// A directory for fetched segments on this machine (`cache_dir`), which also serves the next start. `layout=ltx` only.
    public var cacheDirectory: String?
    /// How much disk that directory may take, in bytes (`disk_cache`, in megabytes).
    public var diskCacheSize = 1 << 30
    /// What is fetched before it is asked for (`hydrate`). `layout=ltx` only; `file` loads everything anyway.
    public var hydration = Hydration.none
    /// How far back every single commit can be restored (`retention`, as `24h`, `7d` or `90m`; 0 keeps no history).
    /// `layout=ltx` only.
    public var retention: Duration {
        get { .milliseconds(keeper.retention) }
        set { keeper.retention = newValue.components.seconds * 1000 }
    }
    /// The keys that the database is encrypted with before it leaves this process (`encrypt`, as `env:NAME` or `file:PATH`).
    public var encryption: EncryptionKeys?
    /// What S3 is to encrypt stored objects with (`sse`, as `AES256` or `aws:kms`, and `sse_kms_key_id`). Whoever opens the
    /// store hands it on.
    public var serverSideEncryption: ServerSideEncryption?
    /// When the bucket is tidied; tests make it small.
    var keeper = KeeperLimits()

    /// Every option as it is where the URL does not say.
    public init() {}

    /// Reads a URL's query. An unknown name or a wrong value is refused: a misspelt option would silently be the default.
    /// - Parameter environment: looks up a variable of the environment, for keys.
    public init(
        query: [(name: String, value: String)], environment: (String) -> String? = { _ in nil }
    ) throws(DatabaseError) {
        var kmsKeyID: String?
        var seen: Set<String> = []
        for (name, value) in query {
            guard seen.insert(name).inserted else {
                throw DatabaseError(.other, "the database URL has \(name) twice: which of the two is meant?")
            }
            switch name {
            case "layout": layout = try Self.choice(name, value)
            case "sync": sync = try Self.choice(name, value)
            case "mode": mode = try Self.choice(name, value)
            case "takeover": takesOver = try Self.flag(name, value)
            case "ignore_conflicts": ignoreConflicts = try Self.flag(name, value)
            case "local_path": localPath = value
            case "timeout": timeout = try Self.seconds(name, value)
            case "max_stale":
                maxStale = value == "0" ? 0 : try Self.seconds(name, value.hasSuffix("s") ? String(value.dropLast()) : value)
            case "cache_dir": cacheDirectory = value
            case "disk_cache": diskCacheSize = try Self.megabytes(name, value)
            case "hydrate": hydration = try Self.choice(name, value)
            case "cache": cacheSize = try Self.megabytes(name, value)
            case "retention": retention = try Self.period(name, value)
            case "encrypt": encryption = try EncryptionKeys(source: value, environment: environment)
            case "sse": serverSideEncryption = try Self.serverSideEncryption(value)
            case "sse_kms_key_id": kmsKeyID = value
            default:
                throw DatabaseError(
                    .other,
                    "the database URL has an unknown option \(name); known are cache, cache_dir, disk_cache, encrypt, hydrate, ignore_conflicts, layout, local_path, max_stale, mode, retention, sse, sse_kms_key_id, sync, takeover, timeout"
                )
            }
        }
        if let kmsKeyID {
            guard case .kms = serverSideEncryption, !kmsKeyID.isEmpty else {
                throw DatabaseError(.other, "the database URL has sse_kms_key_id, which goes with sse=aws:kms and names a key")
            }
            serverSideEncryption = .kms(keyID: kmsKeyID)
        }
    }

    private static func serverSideEncryption(_ value: String) throws(DatabaseError) -> ServerSideEncryption {
        switch value {
        case "AES256": return .aes256
        case "aws:kms": return .kms(keyID: nil)
        default: throw DatabaseError(.other, "the database URL has sse=\(value); possible are AES256, aws:kms")
        }
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ value: String
    ) throws(DatabaseError) -> Choice where Choice.RawValue == String {
        if let choice = Choice(rawValue: value) { return choice }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw DatabaseError(.other, "the database URL has \(name)=\(value); possible are \(known)")
    }

    private static func flag(_ name: String, _ value: String) throws(DatabaseError) -> Bool {
        switch value.lowercased() {
        case "1", "true", "yes", "on", "": return true
        case "0", "false", "no", "off": return false
        default: throw DatabaseError(.other, "the database URL has \(name)=\(value); possible are true and false")
        }
    }

    private static func megabytes(_ name: String, _ value: String) throws(DatabaseError) -> Int {
        guard let megabytes = Int(value), (1...65536).contains(megabytes) else {
            throw DatabaseError(.other, "the database URL has \(name)=\(value); it takes megabytes, 1 to 65536")
        }
        return megabytes << 20
    }

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    private static func period(_ name: String, _ value: String) throws(DatabaseError) -> Duration {
        let number = value.last.flatMap { units[$0] } == nil ? value[...] : value.dropLast()
        guard let count = Int64(number), count >= 0, count <= 10 * 366 * 24,
            let unit = count == 0 ? 1 : value.last.flatMap({ units[$0] })
        else {
            throw DatabaseError(.other, "the database URL has \(name)=\(value); it takes a time as 90m, 24h or 7d, or 0")
        }
        return .seconds(count * unit)
    }

    private static func seconds(_ name: String, _ value: String) throws(DatabaseError) -> Double {
        guard let seconds = Double(value), seconds > 0, seconds < 3600 else {
            throw DatabaseError(.other, "the database URL has \(name)=\(value); it takes seconds, more than 0 and less than 3600")
        }
        return seconds
    }
}
