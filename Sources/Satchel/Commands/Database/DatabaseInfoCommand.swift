import ArgumentParser
import BucketSQLite
import DatabaseSQLite
import ObjectStore

extension DatabaseCommand {
    /// `satchel db info`
    struct Info: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what the database is and how it lies there.",
            discussion: "Layout, size, commits, segments, how far back it can be restored. Changes nothing.")

        func run(_ app: App) async throws {
            try await withTarget(app) { target in
                let rows: [[String]]
                switch target {
                case .bucket(let operations):
                    guard let info = try await operations.info() else {
                        throw StartError("there is no database \(operations.key) in \(operations.store.description) yet")
                    }
                    rows = [["database", "\(operations.store.description)/\(operations.key)"]] + Self.rows(info)
                case .file(let path): rows = [["database", path]] + (try Self.rows(path))
                }
                Terminal.out.print(TextTable(rows: rows).description)
            }
        }

        private static func rows(_ info: DatabaseInfo) -> [[String]] {
            var rows = [
                ["layout", info.layout.rawValue],
                ["size", "\(Shown.bytes(info.databaseSize)), \(info.pages) pages of \(info.pageSize) bytes"],
                ["a small commit uploads", "about \(Shown.bytes(info.estimatedPut))"],
            ]
            guard let lineage = info.lineage, let commit = info.commit else { return rows }
            rows += [
                ["lineage", lineage], ["last commit", "\(commit), \(Shown.time(info.timestamp ?? 0))"],
                ["manifest", Shown.bytes(info.objectSize)],
                ["inline", "\(info.inlineCommits) commits, \(Shown.bytes(info.inlineSize))"],
            ]
            for level in info.levels {
                rows.append(["level \(level.level)", "\(level.segments) segments, \(Shown.bytes(level.size))"])
            }
            rows += [
                [
                    "kept for restore",
                    "\(info.archives) archives, \(Shown.bytes(info.archiveSize)); \(info.retiredSegments) segments",
                ],
                ["restorable from", info.oldestRestorable.map { "commit \($0)" } ?? "nothing but the newest state"],
            ]
            if let retention = info.retention {
                rows.append([
                    "retention", "\(retention.components.seconds / 3600) h \(retention.components.seconds / 60 % 60) min",
                ])
            }
            for replaced in info.replaced {
                rows.append(["replaced history", "up to commit \(replaced.commit), on \(Shown.time(replaced.replacedAt))"])
            }
            rows.append(["store", info.isProbed ? "passed the probe" : "not probed yet"])
            return rows
        }

        private static func rows(_ path: String) throws -> [[String]] {
            let connection = try SQLiteConnection(path: path, mode: .readOnly)
            defer { connection.close() }
            func pragma(_ name: String) throws -> String {
                switch try connection.query("PRAGMA \(name)", .none).first?.values.first {
                case .integer(let number): "\(number)"
                case .text(let text): text
                default: "?"
                }
            }
            let (pages, size) = (try pragma("page_count"), try pragma("page_size"))
            let bytes = (Int(pages) ?? 0) * (Int(size) ?? 0)
            return [
                ["layout", "a plain SQLite file on this machine"],
                ["size", "\(Shown.bytes(bytes)), \(pages) pages of \(size) bytes"], ["journal", try pragma("journal_mode")],
            ]
        }
    }
}
