import Database
import LTX
import Logging

/// What of the segments is fetched before it is asked for (`hydrate`).
public enum Hydration: String, Sendable, CaseIterable {
    /// Nothing: pages come when they are asked for.
    case none
    /// Everything, in the background, after the first state was loaded.
    case background
    /// Everything, before the database is opened.
    case eager
}

extension SegmentShelf {
    /// Fetches all groups of `segments` into the caches, newest segment first, as far as the caches' limits allow to keep them.
    /// What can't be fetched now is left to whoever asks for it.
    func hydrate(_ segments: [Segment], pageSize: PageSize, on threads: BucketRuntime.Threads, logger: Logger) async {
        for segment in segments.reversed() {
            guard let table = table(of: segment) else { continue }
            for index in stride(from: 0, to: table.groups.count, by: Self.mostGroupsAtOnce) {
                if Task.isCancelled { return }
                do {
                    try await threads.run { try self.bringIn(from: index, of: table, in: segment, pageSize: pageSize) }
                } catch {
                    return logger.warning(
                        "hydration stopped: pages will be fetched when asked for", metadata: ["error": "\(error)"])
                }
            }
        }
        logger.debug("hydrated", metadata: ["segments": "\(segments.count)", "bytes": "\(cachedBytes)"])
    }
}
