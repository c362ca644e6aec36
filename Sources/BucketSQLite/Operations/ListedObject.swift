import LTX

/// What a name below `KEY.d/` says.
struct ListedObject: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case segment(level: UInt8)
        case groups(level: UInt8)
        case archive
        case manifest
        case probe
    }

    let key: String
    let kind: Kind
    /// The commits of a segment, of its groups, of an archive.
    let range: TXIDRange?

    /// `nil` for a name that Satchel does not give.
    init?(_ key: String, below root: String) {
        let prefix = "\(root).d/"
        guard key.hasPrefix(prefix) else { return nil }
        self.key = key
        let parts = key.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("ltx", 3):
            guard let level = UInt8(parts[1]), (1...9).contains(level) else { return nil }
            let isTable = parts[2].hasSuffix(".groups")
            guard let name = try? LTXName(isTable ? String(parts[2].dropLast(7)) : parts[2]) else { return nil }
            kind = isTable ? .groups(level: level) : .segment(level: level)
            range = name.range
        case ("archive", 2):
            guard parts[1].hasSuffix(".ltxs"), let name = try? LTXName(String(parts[1].dropLast())) else { return nil }
            kind = .archive
            range = name.range
        case ("manifests", 2):
            kind = .manifest
            range = nil
        case ("probe", 2):
            kind = .probe
            range = nil
        default: return nil
        }
    }
}
