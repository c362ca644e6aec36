import Database
import ObjectStore

/// How an operation changes the key.
extension BucketOperations {
    /// Changes the key by compare-and-swap, until the outcome is definite.
    /// - Parameter isOurs: whether a state that was read holds what was sent: it tells a lost answer from a lost race.
    func swap(
        _ bytes: [UInt8], if condition: PutCondition, isOurs: @Sendable (StoredDatabase) throws -> Bool
    ) async throws {
        for attempt in 1... {
            do {
                _ = try await store.put(key, bytes, if: options.ignoreConflicts ? .always : condition, deadline: nil)
                return
            } catch {
                switch error.kind {
                case .conditionFailed:
                    if try isOurs(try await load()) { return }
                    throw SwapRefused(key: key)
                case .unknownOutcome, .throttled, .unreachable: try await waitOrThrow(error, attempt)
                default: throw error
                }
            }
        }
    }

    private func waitOrThrow(_ error: StoreError, _ attempt: Int) async throws {
        guard attempt < 12 else { throw error }
        try await runtime.backOff(attempt)
    }
}

/// Another instance changed the database since it was read: nothing was changed by us.
struct SwapRefused: Error, CustomStringConvertible {
    let key: String
    var description: String { "\(key) was changed by another instance meanwhile; nothing was changed: try again" }
}
