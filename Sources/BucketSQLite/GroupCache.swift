import LTX

/// Unpacked page groups, the least recently used ones thrown out when a limit is passed.
struct GroupCache {
    struct Name: Hashable {
        let segment: Segment
        /// Its position in the segment's table.
        let group: Int
    }

    private struct Entry {
        let pages: [UInt32]
        let memory: PageMemory
        var used: UInt64
    }

    /// In bytes of unpacked pages.
    let limit: Int
    private(set) var bytes = 0
    private var entries: [Name: Entry] = [:]
    private var clock: UInt64 = 0

    init(limit: Int) { self.limit = limit }

    /// Whether more can be kept without throwing anything out.
    var hasRoom: Bool { bytes < limit * 3 / 4 }

    /// The page, if its group is here.
    mutating func page(_ page: UInt32, in name: Name, pageSize: Int) -> Page? {
        guard let entry = entries[name], let position = entry.pages.firstIndex(of: page) else { return nil }
        clock += 1
        entries[name]?.used = clock
        return Page(entry.memory, offset: position * pageSize)
    }

    /// Keeps a group; past the limit a quarter of the cache is cleared, oldest first, so that clearing is rare.
    mutating func keep(_ pages: [UInt32], _ memory: PageMemory, as name: Name) {
        clock += 1
        if let old = entries.updateValue(Entry(pages: pages, memory: memory, used: clock), forKey: name) {
            bytes -= old.memory.count
        }
        bytes += memory.count
        guard bytes > limit else { return }
        for (name, entry) in entries.sorted(by: { $0.value.used < $1.value.used }) {
            entries[name] = nil
            bytes -= entry.memory.count
            if bytes <= limit * 3 / 4 { return }
        }
    }
}
