/// Pages by number: a persistent two-level table. A changed copy shares all chunks that it does not touch, so that a commit of
/// three pages costs three chunks, whatever the size of the database, and a reader keeps its version for the price of a reference.
struct PageTable: Sendable {
    private static let chunkSize = 256

    private final class Chunk: Sendable {
        let pages: ContiguousArray<Page?>
        init(_ pages: ContiguousArray<Page?>) { self.pages = pages }
    }

    private var chunks: ContiguousArray<Chunk?> = []

    /// How many pages it holds, at most: what later changes cut off is counted until the table is made anew.
    private(set) var count = 0

    /// Page numbers count from 1, as SQLite's do.
    subscript(number: UInt32) -> Page? {
        let index = Int(number) - 1
        let chunk = index / Self.chunkSize
        guard chunk < chunks.count else { return nil }
        return chunks[chunk]?.pages[index % Self.chunkSize]
    }

    /// This table with `changes` laid over it, and nothing beyond `pageCount`.
    func applying(_ changes: [UInt32: Page], pageCount: UInt32) -> PageTable {
        var copy = self
        let wanted = (Int(pageCount) + Self.chunkSize - 1) / Self.chunkSize
        if copy.chunks.count > wanted { copy.chunks.removeLast(copy.chunks.count - wanted) }
        copy.cutLastChunk(after: pageCount)
        let inside = changes.filter { $0.key <= pageCount }
        for (chunk, entries) in Dictionary(grouping: inside, by: { (Int($0.key) - 1) / Self.chunkSize }) {
            while copy.chunks.count <= chunk { copy.chunks.append(nil) }
            var pages = copy.chunks[chunk]?.pages ?? ContiguousArray(repeating: nil, count: Self.chunkSize)
            for (number, page) in entries {
                let index = (Int(number) - 1) % Self.chunkSize
                if pages[index] == nil { copy.count += 1 }
                pages[index] = page
            }
            copy.chunks[chunk] = Chunk(pages)
        }
        return copy
    }

    /// Forgets pages of the last chunk that lie beyond the end: a database that shrank and grew again must not find them.
    private mutating func cutLastChunk(after pageCount: UInt32) {
        let chunk = Int(pageCount) / Self.chunkSize
        guard chunk < chunks.count, let pages = chunks[chunk]?.pages else { return }
        let keep = Int(pageCount) % Self.chunkSize
        guard pages[keep...].contains(where: { $0 != nil }) else { return }
        var cut = pages
        for index in keep..<Self.chunkSize { cut[index] = nil }
        chunks[chunk] = Chunk(cut)
    }
}
