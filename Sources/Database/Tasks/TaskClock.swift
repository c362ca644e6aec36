#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The time of a runner: a test hands in its own.
package struct TaskClock: Sendable {
    /// Milliseconds since 1970.
    var now: @Sendable () -> Double = { Date().timeIntervalSince1970 * 1000 }
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// From 0 to 1.
    var chance: @Sendable () -> Double = { .random(in: 0...1) }

    /// This machine's but for the time, which is milliseconds since 1970.
    package static func telling(_ now: @escaping @Sendable () -> Double) -> TaskClock { TaskClock(now: now) }
}
