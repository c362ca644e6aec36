import Database

/// `layout=file`: whole SQLite files, checked by us and then read by SQLite through our VFS. SQLite itself is not under test: what it
/// is given must be what we checked, and no page outside of it.
enum FileImageFuzz {
    static func run(_ bytes: [UInt8]) {
        guard let version = try? FileLayout.version(of: bytes), !bytes.isEmpty else { return }
        must(Int(version.pageCount) * version.pageSize == bytes.count, "\(version.pageCount) pages of \(version.pageSize)")
        guard let connection = try? PagedConnection(version, history: 1, mode: .reading) else { return }
        defer { connection.close() }
        _ = try? connection.read { transaction in
            for row in try transaction.query("SELECT name FROM sqlite_schema WHERE type = 'table'", .none) {
                guard case .text(let name)? = row["name"] else { continue }
                _ = try? transaction.query("SELECT * FROM \"\(name.split(separator: "\"").joined())\" LIMIT 100", .none)
            }
        }
    }
}
