/// Tables of page groups.
///
/// 1. What is taken, written and read again is the same.
/// 2. A page is found in its own group, and nowhere else.
enum PageGroupsFuzz {
    static func run(_ bytes: [UInt8]) {
        _ = try? PageGroups(bytes, fileChecksum: 0)
        let fileChecksum = bytes.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard let table = try? PageGroups(bytes.resealed, fileChecksum: fileChecksum) else { return }
        must((try? PageGroups(table.bytes(fileChecksum: fileChecksum), fileChecksum: fileChecksum)) == table, "\(table)")
        must((try? PageGroups(table.bytes(fileChecksum: fileChecksum), fileChecksum: fileChecksum ^ 1)) == nil, "\(table)")
        for (index, group) in table.groups.enumerated() {
            must(group.pages.count <= PageGroups.pagesPerGroup, "a group has \(group.pages.count) pages")
            for page in group.pages {
                must(
                    table.index(of: page) == index,
                    "page \(page) of group \(index) is found in \(String(describing: table.index(of: page)))")
                guard let next = page == .max ? nil : page + 1, !group.pages.contains(next) else { continue }
                must(table.index(of: next) != index, "page \(next) is found in group \(index), which is without it")
            }
        }
        must(table.index(of: 0) == nil, "there is a page 0")
    }
}
