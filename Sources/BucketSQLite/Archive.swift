// An archive: the single commits that one flush merged into a segment, or several archives joined. Restore to a commit reads it.
//
//   "SATCHELA"   commit count (32 bits)   per commit: a 32-bit length and a whole LTX file   CRC-64/ISO of everything before
//
//  1. The commits ascend without a gap, each an LTX file of one commit, exactly as it stood in the manifest.
//  2. The bytes follow from the commits: two instances that write the same archive write the same bytes.

import Database
import LTX

/// An archive that a manifest lists.
struct Archive: Sendable, Hashable {
    var range: TXIDRange
    /// In bytes.
    var size: UInt64
    /// The CRC-64 at its end: what binds a download to this entry.
    var checksum: UInt64
    /// When its first commit was made, in milliseconds since 1970.
    var firstTime: Int64
    /// When its last commit was made, in milliseconds since 1970.
    var lastTime: Int64

    /// The object's key below the database's: `KEY.d/archive/<min>-<max>.ltxs`.
    func key(below root: String) -> String { "\(root).d/archive/\(range).ltxs" }
}

/// The commits of an archive.
struct ArchivedCommits: Sendable, Hashable {
    private static let magic = Array("SATCHELA".utf8)

    /// Oldest first.
    let commits: [InlineDelta]

    init(_ commits: [InlineDelta]) { self.commits = commits }

    /// The object's bytes, and the entry for the manifest; `nil` without commits.
    func written() throws(DatabaseError) -> (bytes: [UInt8], entry: Archive)? {
        guard let first = commits.first, let last = commits.last, let range = TXIDRange(first.txid, last.txid) else { return nil }
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.integer(UInt32(commits.count))
        for commit in commits {
            writer.integer(UInt32(commit.file.count))
            writer.raw(commit.file)
        }
        let checksum = CRC64.of(writer.bytes)
        writer.integer(checksum)
        let entry = Archive(
            range: range, size: UInt64(writer.bytes.count), checksum: checksum, firstTime: try first.timestamp(),
            lastTime: try last.timestamp())
        return (writer.bytes, entry)
    }

    /// Reads the object that `entry` names; refuses any other, and a damaged one.
    init(_ bytes: [UInt8], of entry: Archive) throws(DatabaseError) {
        let what = "the archive \(entry.range)"
        var parser = ByteParser(bytes.dropLast(8), what: what)
        var end = ByteParser(bytes.suffix(8), what: what)
        let checksum: UInt64 = try end.integer()
        guard checksum == CRC64.of(bytes.dropLast(8)) else { throw parser.damaged("its checksum does not fit") }
        guard checksum == entry.checksum else { throw parser.damaged("it is another one than the manifest lists") }
        guard try parser.raw(8).elementsEqual(Self.magic) else { throw parser.damaged("it does not begin as one") }
        var commits: [InlineDelta] = []
        for _ in 0..<(try parser.count(of: 4 + LTXHeader.length)) {
            let commit = try InlineDelta(&parser)
            if let last = commits.last, last.txid.next != commit.txid {
                throw parser.damaged("commit \(commit.txid) follows \(last.txid)")
            }
            commits.append(commit)
        }
        guard parser.remaining == 0, commits.first?.txid == entry.range.min, commits.last?.txid == entry.range.max else {
            throw parser.damaged("it does not hold the commits \(entry.range)")
        }
        self.commits = commits
    }
}

extension InlineDelta {
    /// When the commit was made, in milliseconds since 1970.
    func timestamp() throws(DatabaseError) -> Int64 {
        do throws(LTXError) {
            return try LTXHeader(bytes: file.prefix(LTXHeader.length)).timestamp
        } catch {
            throw DatabaseError(.corrupt, "commit \(txid) is damaged: \(error)")
        }
    }
}
