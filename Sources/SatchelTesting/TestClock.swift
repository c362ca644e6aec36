import Satchel
import Synchronization

/// A site's time, under a test's control: links and sessions that run out, tasks that are due, in no time.
///
///     site.clock.advance(by: .seconds(3600))
public final class TestClock: Sendable {
    private struct State {
        /// Seconds since 1970 where it stands still, else what is added to this machine's clock.
        var seconds: Double
        var isStanding: Bool
    }
    private let state: Mutex<State>

    /// Goes as this machine's clock does, until it is moved.
    public init() { state = Mutex(State(seconds: 0, isStanding: false)) }

    /// Stands still at a time, until it is moved.
    /// - Parameter seconds: since 1970.
    public init(standingAt seconds: Double) { state = Mutex(State(seconds: seconds, isStanding: true)) }

    /// Seconds since 1970.
    public var now: Double { state.withLock { $0.isStanding ? $0.seconds : SystemTime.now() + $0.seconds } }

    /// Moves it, forwards or back.
    public func advance(by duration: Duration) { state.withLock { $0.seconds += duration / .seconds(1) } }
}
