import Synchronization

/// What is known of the public files that were asked for lately, so that a hot file costs no thread hop.
///
/// Bounded in entries and in bytes of content; a full cache begins anew. Files that are not there are not kept: their names are
/// made up by strangers.
final class PublicFileCache: Sendable {
    /// Larger files go out by `sendfile`, from the kernel's own cache.
    static let largestContent = 64 << 10

    private struct Entry: Sendable {
        var file: PublicFile
        var checked: ContinuousClock.Instant
    }

    private struct State: Sendable {
        var entries: [String: Entry] = [:]
        var bytes = 0
    }

    private let maxEntries: Int
    private let maxBytes: Int
    private let state = Mutex(State())

    init(maxEntries: Int = 4096, maxBytes: Int = 16 << 20) {
        self.maxEntries = maxEntries
        self.maxBytes = maxBytes
    }

    /// What is known of a name since `oldest`; and what was known before, to compare with.
    func find(_ name: String, since oldest: ContinuousClock.Instant) -> (fresh: PublicFile?, stale: PublicFile?) {
        state.withLock { state in
            guard let entry = state.entries[name] else { return (nil, nil) }
            return entry.checked >= oldest ? (entry.file, nil) : (nil, entry.file)
        }
    }

    func put(_ file: PublicFile, _ name: String, at now: ContinuousClock.Instant) {
        state.withLock { state in
            state.bytes -= state.entries[name]?.file.heldBytes ?? 0
            let size = file.heldBytes
            if state.bytes + size > maxBytes || (state.entries[name] == nil && state.entries.count >= maxEntries) {
                state = State()
            }
            state.entries[name] = Entry(file: file, checked: now)
            state.bytes += size
        }
    }

    func remove(_ name: String) {
        state.withLock { state in
            if let entry = state.entries.removeValue(forKey: name) { state.bytes -= entry.file.heldBytes }
        }
    }
}
