// HTTPCalls: outgoing HTTP by libcurl, for whatever asks another server. It follows no redirects.

import Blocking
import Curl
import Synchronization

/// Outgoing HTTP by libcurl: a bounded number of calls at once, over kept connections.
package final class HTTPClient: Sendable {
    private let queue: BlockingQueue
    private let idle = Mutex(IdleHandles<CurlHandle>())

    package init(connections: Int, waiting: Int = 1024) {
        queue = BlockingQueue(label: "satchel.http-client", width: connections, limit: waiting)
    }

    /// Performs a call on a thread of the queue; throws `TransferError`, or `BlockingQueue.Overloaded`.
    package func perform(_ call: HTTPCall) async throws -> HTTPReply {
        let start = ContinuousClock.now
        return try await queue.run { [self] in
            // The time for the call began when it was made, not when a thread was free for it.
            var call = call
            call.timeout -= (ContinuousClock.now - start) / .seconds(1)
            guard call.timeout > 0 else {
                throw TransferError(progress: .nothingSent, code: 28, reason: "no connection was free in time")
            }
            guard let handle = idle.withLock({ $0.take() }) ?? CurlHandle() else {
                throw TransferError(progress: .nothingSent, code: 2, reason: "libcurl could not be started")
            }
            defer { idle.withLock { $0.give(handle) } }
            return try handle.perform(call)
        }
    }
}
