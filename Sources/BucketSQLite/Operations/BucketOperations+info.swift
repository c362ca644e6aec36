import Database
import Secrets

extension BucketOperations {
    /// What stands under the key; `nil` where nothing does.
    public func info() async throws -> DatabaseInfo? {
        switch try await load() {
        case .missing: return nil
        case .ltx(_, let bytes, let manifest):
            var info = DatabaseInfo(manifest, objectSize: bytes)
            info.retention = options.retention
            return info
        case .file(_, let bytes, let version):
            return DatabaseInfo(layout: .file, pageSize: version.pageSize, pages: Int(version.pageCount), objectSize: bytes)
        }
    }
}

extension Manifest {
    /// In hexadecimal.
    var lineageText: String { Hex.encode(lineage) }
}
