import Database

extension BucketOptions {
    /// Refuses options that contradict each other: one that is silently without effect, or worse, is a trap.
    func check() throws(DatabaseError) {
        switch layout {
        case .file:
            if mode == .exclusive { throw Self.needs("mode=exclusive", .ltx, "a plain file has no place for the hold") }
            if cacheDirectory != nil {
                throw Self.needs("cache_dir", .ltx, "a plain file is loaded whole; local_path keeps a copy")
            }
            if hydration != .none { throw Self.needs("hydrate", .ltx, "a plain file is loaded whole") }
        case .ltx:
            if sync == .lifespan {
                throw Self.needs("sync=lifespan", .file, "mode=exclusive asks nothing either, and loses nothing")
            }
            if localPath != nil { throw Self.needs("local_path", .file, "cache_dir keeps segments on this machine") }
            if ignoreConflicts {
            }
        }
        if takesOver, mode == .shared {
            throw DatabaseError(.other, "takeover=true is for mode=exclusive: there is no hold to take in mode=shared")
        }
    }

    private static func needs(_ option: String, _ layout: Layout, _ why: String) -> DatabaseError {
        DatabaseError(.other, "the database URL has \(option), which is for layout=\(layout.rawValue) only: \(why)")
    }
}
