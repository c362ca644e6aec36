import BucketSQLite
import Synchronization

/// Shows how far a long operation is, on the standard error: at a terminal as one line that changes, elsewhere as a line now and
/// then; and only where it takes longer than a second.
final class ProgressLine: Sendable {
    private struct State {
        var shownAt: ContinuousClock.Instant?
        var width = 0
    }

    private let output: Terminal
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    init(_ output: Terminal = .error) { self.output = output }

    var report: OperationProgress.Report {
        { self.show($0) }
    }

    private func show(_ progress: OperationProgress) {
        let now = ContinuousClock.now
        guard now - start > .seconds(1) else { return }
        state.withLock { state in
            if let last = state.shownAt, now - last < (output.isInteractive ? .milliseconds(200) : .seconds(5)) { return }
            state.shownAt = now
            let text = Self.text(progress)
            if output.isInteractive {
                output.write("\r\(text)\(String(repeating: " ", count: max(0, state.width - text.count)))")
                state.width = text.count
            } else {
                output.print(text)
            }
        }
    }

    /// Clears the line, before a result is printed.
    func finish() {
        state.withLock { state in
            guard output.isInteractive, state.width > 0 else { return }
            output.write("\r\(String(repeating: " ", count: state.width))\r")
            state.width = 0
        }
    }

    static func text(_ progress: OperationProgress) -> String {
        guard progress.total > 0 else { return "\(progress.what) …" }
        return "\(progress.what): \(progress.done * 100 / progress.total) % (\(progress.done) of \(progress.total))"
    }
}
