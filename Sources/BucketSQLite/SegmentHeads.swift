/// What of the segments comes with their tables when a process starts: the first bytes of each, which hold its lowest pages. There
/// lie the schema and, as a database's tables are made when it is young and a root never moves, most of the trees' roots: what the
/// first answer needs before anything else. To ask for them one by one would take a round trip each.
enum SegmentHeads {
    /// Of the snapshot, in bytes.
    static let first = 256 << 10
    /// Of each other segment; fewer where they are many.
    static let further = 64 << 10
    /// Of all others together.
    static let most = 512 << 10

    /// - Parameter segments: oldest first.
    static func lengths(_ segments: [Segment]) -> [Segment: Int] {
        guard let snapshot = segments.first else { return [:] }
        let share = segments.count > 1 ? min(further, most / (segments.count - 1)) : 0
        var lengths = Dictionary(segments.dropFirst().map { ($0, share) }) { first, _ in first }
        lengths[snapshot] = first
        return lengths
    }
}
