import Database
import LTX

/// The pages of a manifest's segments: of each page the newest segment's, fetched when it is asked for.
final class SegmentSource: PageSource {
    private let shelf: SegmentShelf
    private let pageSize: PageSize
    /// Newest first, each with the smallest size that the database has had from it on: what it holds beyond was cut off later.
    private let segments: [Segment]

    init(_ segments: [Segment], pageSize: PageSize, shelf: SegmentShelf) {
        self.segments = segments.reversed()
        self.pageSize = pageSize
        self.shelf = shelf
    }

    func page(_ number: UInt32) throws(DatabaseError) -> Page? {
        for segment in segments {
            if let page = try shelf.page(number, in: segment, pageSize: pageSize) { return page }
        }
        return nil
    }
}
