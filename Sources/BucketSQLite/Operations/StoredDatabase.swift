import Database
import ObjectStore

/// What stands under a key, whatever layout was expected there.
enum StoredDatabase: Sendable {
    case missing
    case file(etag: ETag, bytes: Int, PageVersion)
    case ltx(etag: ETag, bytes: Int, Manifest)

    /// The condition under which what stands here is replaced, and nothing else.
    var condition: PutCondition {
        switch self {
        case .missing: .absent
        case .file(let etag, _, _), .ltx(let etag, _, _): .matches(etag)
        }
    }

    var manifest: Manifest? {
        if case .ltx(_, _, let manifest) = self { manifest } else { nil }
    }

    var layout: BucketOptions.Layout? {
        switch self {
        case .missing: nil
        case .file: .file
        case .ltx: .ltx
        }
    }
}

extension Manifest {
    /// Whether `bytes` set out to be one.
    static func isLikely(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: Array("SATCHEL\n".utf8)) }
}
