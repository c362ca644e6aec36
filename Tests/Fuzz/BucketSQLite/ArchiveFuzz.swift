import LTX

/// Archives of single commits: what is taken is written as the very same bytes, and as the same entry of a manifest.
enum ArchiveFuzz {
    static func run(_ bytes: [UInt8]) {
        let bytes = bytes.resealed
        guard let entry = entry(of: bytes), let commits = try? ArchivedCommits(bytes, of: entry) else { return }
        guard let (again, written) = try? commits.written() else {
            return must(false, "an archive that was read can't be written")
        }
        must(again == bytes, "an archive is written as other bytes")
        must(written.range == entry.range && written.checksum == entry.checksum, "\(entry) becomes \(written)")
        for commit in commits.commits { _ = try? Delta(ltx: commit.file) }
    }

    /// The entry that a manifest would have for it.
    private static func entry(of bytes: [UInt8]) -> Archive? {
        let count = bytes.dropFirst(8).prefix(4).reduce(0) { $0 << 8 | UInt64($1) }
        guard let header = try? LTXHeader(bytes: bytes.dropFirst(16).prefix(LTXHeader.length)), count > 0,
            let range = TXIDRange(header.range.min, TXID(header.range.min.value &+ count &- 1))
        else { return nil }
        return Archive(
            range: range, size: UInt64(bytes.count), checksum: bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }, firstTime: 0,
            lastTime: 0)
    }
}
