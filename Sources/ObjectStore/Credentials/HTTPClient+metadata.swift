import HTTPCalls

extension HTTPClient {
    /// A call to a place that gives credentials: a few tries; an answer that is no success is an error.
    func fetch(_ call: HTTPCall, from place: String, attempts: Int = 3) async throws(StoreError) -> [UInt8] {
        var retry = RetryPolicy(attempts: attempts, firstDelay: 0.2)
        while true {
            do throws(StoreError) {
                let reply = try await metadataReply(call, from: place)
                if reply.status == 200 { return reply.body }
                let kind: StoreError.Kind = reply.status == 429 || reply.status >= 500 ? .unreachable : .noCredentials
                throw StoreError(kind, "\(place) answered \(reply.status).", status: reply.status)
            } catch {
                guard let delay = retry.next(after: error), await retry.wait(delay, until: nil) else {
                    throw StoreError(.noCredentials, error.message, status: error.status)
                }
            }
        }
    }

    private func metadataReply(_ call: HTTPCall, from place: String) async throws(StoreError) -> HTTPReply {
        do {
            return try await perform(call)
        } catch {
            throw StoreError(.unreachable, "\(place) could not be asked for credentials: \(error).")
        }
    }
}
