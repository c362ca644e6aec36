import Database
import Dispatch
import ObjectStore
import Synchronization

/// How a page that is not here is fetched from within SQLite's call for it, which can't suspend.
struct RangeFetch: Sendable {
    private let get: @Sendable (any ObjectStore, String, ByteRange) throws(StoreError) -> GetResult

    /// - Parameter get: fetches at once, on the caller's thread.
    init(_ get: @escaping @Sendable (any ObjectStore, String, ByteRange) throws(StoreError) -> GetResult) { self.get = get }

    /// Blocks the calling thread, one of the readers' or the writer's own, until the store has answered. Those threads are the
    /// queue's own and bounded; Swift's own pool, on which the store's task runs, never waits here.
    static let blocking = RangeFetch { (store, key, range) throws(StoreError) in
        let done = DispatchSemaphore(value: 0)
        let box = AnswerBox()
        Task.detached {
            do throws(StoreError) {
                box.put(.success(try await store.get(key, range: range, unless: nil)))
            } catch {
                box.put(.failure(error))
            }
            done.signal()
        }
        done.wait()
        return try box.take().get()
    }

    func read(_ key: String, _ range: Range<Int>, from store: any ObjectStore) throws(DatabaseError) -> [UInt8] {
        let result: GetResult
        do throws(StoreError) {
            result = try get(store, key, .bounds(range))
        } catch {
            if error.kind == .corrupt { throw DatabaseError(.corrupt, error.message) }
            throw DatabaseError(.unavailable(retryAfter: 1), "pages of the database could not be fetched: \(error)")
        }
        guard case .object(let object) = result, object.bytes.count == range.count else {
            throw MissingSegment.error(key)
        }
        return object.bytes
    }
}

/// Hands one answer from a task to the thread that waits for it.
private final class AnswerBox: Sendable {
    private let answer = Mutex<Result<GetResult, StoreError>?>(nil)
    func put(_ result: Result<GetResult, StoreError>) { answer.withLock { $0 = result } }
    func take() -> Result<GetResult, StoreError> {
        answer.withLock { $0 } ?? .failure(StoreError(.unreachable, "the store gave no answer"))
    }
}

/// A segment that the manifest lists and the store does not have: this process has an old manifest, or the bucket lost data. The
/// manifest is read again to tell which; the absence never means "empty".
enum MissingSegment {
    private static let code = "segment-missing"

    static func error(_ key: String) -> DatabaseError {
        DatabaseError(
            .unavailable(retryAfter: 1), "\(key), which the manifest lists, is missing or cut: look whether someone deleted it",
            code: code)
    }

    static func isReason(_ error: any Error) -> Bool { (error as? DatabaseError)?.code == code }
}
