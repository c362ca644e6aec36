// What ThreadSanitizer must tell apart, before anything that it says of our tests is believed: `safe` counts under a Mutex, in a
// serial queue, behind a semaphore, in an object's deinit and before a continuation is resumed, and no report may come of it; `race` counts without any, and one must.

import Dispatch
import Glibc
import Synchronization

final class Counter: Sendable {
    let guarded = Mutex(0)
    nonisolated(unsafe) var bare = 0
}

final class Tally: Sendable {
    let counter: Counter
    nonisolated(unsafe) var own = 0
    init(_ counter: Counter) { self.counter = counter }
    deinit { counter.guarded.withLock { $0 += own } }
}

enum Shared { static let counter = Counter() }

func onThreads(_ body: @escaping @Sendable () -> Void) {
    let threads = (0..<4).map { _ in
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Work(body)).toOpaque()
        pthread_create(
            &thread, nil,
            {
                if let work = $0 { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
                return nil
            }, context)
        return thread
    }
    for thread in threads { pthread_join(thread, nil) }
}

final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

func safe() {
    onThreads { for _ in 0..<20_000 { Shared.counter.guarded.withLock { $0 += 1 } } }
    let queue = DispatchQueue(label: "serial")
    let counter = Counter()
    let done = DispatchSemaphore(value: 0)
    for _ in 0..<1000 {
        queue.async {
            counter.bare += 1
            if counter.bare == 1000 { done.signal() }
        }
    }
    done.wait()
    precondition(counter.bare == 1000)
    for _ in 0..<100 {
        let tally = Tally(counter)
        let handed = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            tally.own = 1
            handed.signal()
        }
        handed.wait()
    }
}

/// What a thread does before it resumes a continuation, and with no object between the two whose owners would be seen.
enum Early {
    nonisolated(unsafe) static var continuation: UnsafeContinuation<Void, Never>?
    nonisolated(unsafe) static var count = 0
}

/// The thread has resumed the continuation before the task comes to wait for it.
func resumedBeforeTheWait() async {
    await withUnsafeContinuation { continuation in
        Early.continuation = continuation
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                Early.count += 1
                Early.continuation?.resume()
                return nil
            }, nil)
        pthread_detach(thread)
        usleep(20_000)
    }
    Early.count += 1
}

func race() {
    let counter = Counter()
    onThreads { for _ in 0..<1000 { counter.bare += 1 } }
}

@main struct Main {
    static func main() async {
        if CommandLine.arguments.last == "race" { return race() }
        safe()
        await resumedBeforeTheWait()
    }
}
