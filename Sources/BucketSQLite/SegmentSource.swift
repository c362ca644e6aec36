import Database
import LTX

/// The pages of a manifest's segments: of each page the newest segment's, fetched when it is asked for.
///
/// It keeps its group tables itself: a reader may hold this state while the bucket is tidied and newer manifests list others.
final class SegmentSource: PageSource {
    private let shelf: SegmentShelf
    private let pageSize: PageSize
    /// Newest first.
    private let segments: [(segment: Segment, table: PageGroups)]

    /// - Parameter segments: oldest first, as a manifest lists them.
    init(_ segments: [(Segment, PageGroups)], pageSize: PageSize, shelf: SegmentShelf) {
        self.segments = segments.reversed().map { (segment: $0.0, table: $0.1) }
        self.pageSize = pageSize
        self.shelf = shelf
    }

    func page(_ number: UInt32, isAtHand: Bool) throws(DatabaseError) -> Page? {
        for (segment, table) in segments {
            if let page = try shelf.page(number, in: segment, table, pageSize: pageSize, isAtHand: isAtHand) { return page }
        }
        return nil
    }
}
