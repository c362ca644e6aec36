import Dispatch

/// A thread waits here until a test lets it go on.
struct Semaphore: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() { semaphore.wait() }
    func signal() { semaphore.signal() }
}
