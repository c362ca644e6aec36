import Synchronization

/// What goes on after its request was answered 504. The process is frozen with it and thawed with it, at the next event: which waits
/// for it first, so that of two requests the later never overtakes the work of the earlier.
final class LateWork: Sendable {
    private let last = Mutex<Task<Void, Never>?>(nil)

    func add(_ work: Task<Void, Never>) {
        last.withLock { last in
            let earlier = last
            last = Task {
                await earlier?.value
                await work.value
            }
        }
    }

    /// Returns when none of it goes on.
    func end() async {
        await last.withLock { $0 }?.value
    }
}
