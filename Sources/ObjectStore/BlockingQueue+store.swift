import Blocking

extension BlockingQueue {
    /// `run` for work that throws `StoreError`; a full queue is one too.
    func runStore<Success: Sendable>(
        _ work: @escaping @Sendable () throws(StoreError) -> Success
    ) async throws(StoreError) -> Success {
        do {
            return try await run(work)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(.unreachable, "Too many requests to the store wait already: \(error).")
        }
    }
}
