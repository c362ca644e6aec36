import FoundationEssentials

/// The clock on the wall.
package enum SystemTime {
    /// Seconds since 1970.
    @Sendable package static func now() -> Double { Date.now.timeIntervalSince1970 }
}
