import ObjectStore
import Synchronization

/// A bucket in memory with S3's conditions, which does wrong when a test says so. Two sites on one bucket are two instances.
///
///     let bucket = TestBucket()
///     try await TestSite.run(app, on: .bucket(bucket)) { site in
///         bucket.next(.put, .lostAnswer)
///         let saved = try await ada.submit(page, ["Title": "Kestrel"])   // settled by evidence: neither lost nor doubled
///     }
public final class TestBucket: Sendable {
    /// How the database is laid down in it.
    public let layout: Layout
    let store = FaultyStore()
    /// The key of the database.
    public static let key = "site.sqlite"

    /// An empty bucket.
    public init(layout: Layout = .file) { self.layout = layout }

    /// How a database stands in a bucket (docs/bucket.md).
    public enum Layout: String, Sendable, CaseIterable {
        /// A plain SQLite file, uploaded whole.
        case file
        /// A manifest and what has changed.
        case ltx
    }

    /// What is asked of a bucket.
    public enum Request: String, Sendable, Hashable, CaseIterable {
        /// To read an object, or a part of it.
        case get
        /// To write an object.
        case put
        /// To see whether an object has changed.
        case head
        /// To see which objects there are.
        case list
        /// To delete an object.
        case delete
    }

    /// What goes wrong with a request.
    public enum Fault: Sendable, Hashable {
        /// The connection breaks before the bucket has the request; the site can't know that.
        case lostRequest
        /// The bucket does it, and the connection breaks before the answer.
        case lostAnswer
        /// The connection breaks, and the bucket does it later: when ``TestBucket/release()`` is called.
        case landsLate
        /// Nothing happens until ``TestBucket/release()`` is called; then all is well.
        case held
        /// 412: the condition is said not to hold, and nothing is done.
        case preconditionFailed
        /// 503 `SlowDown`: nothing is done.
        case slowDown
        /// 500: the bucket does it, and says that something went wrong.
        case internalError
        /// 403 `AccessDenied`.
        case denied
        /// No connection.
        case unreachable
        /// The content of the answer ends after so many bytes.
        case truncated(Int)
        /// A bit in the middle of the answer's content is flipped.
        case damaged
    }

    /// The next requests of a kind go wrong; several calls are used up in their order.
    public func next(_ request: Request, _ fault: Fault, times: Int = 1) {
        store.rules.withLock { $0.next += Array(repeating: (request, fault), count: times) }
    }

    /// Every request of a kind goes wrong, until ``mend()``.
    public func always(_ request: Request, _ fault: Fault) { store.rules.withLock { $0.always[request] = fault } }

    /// All is well from now on; what was held goes on.
    public func mend() {
        store.rules.withLock { ($0.next, $0.always) = ([], [:]) }
        release()
    }

    /// Lets go of what is held, and lets land what is late.
    public func release() {
        for one in store.rules.withLock({ rules in rules.takeWaiting() }) { one.resume() }
    }

    /// Returns when so many requests are held or late.
    public func arrival(of count: Int = 1) async throws {
        let limit = ContinuousClock.now + .seconds(30)
        while store.rules.withLock({ $0.waiting.count }) < count {
            guard ContinuousClock.now < limit else { throw TestFailure("no request was held for 30 seconds") }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// How many requests of a kind there were, those that went wrong too.
    public func count(_ request: Request) -> Int { store.rules.withLock { $0.counts[request] ?? 0 } }

    /// The object under a key; `nil` where there is none.
    public func bytes(_ key: String = TestBucket.key) async throws -> [UInt8]? {
        guard case .object(let object) = try await store.objects.get(key, range: nil, unless: nil) else { return nil }
        return object.bytes
    }

    /// Puts an object under a key, whatever is there.
    public func place(_ bytes: [UInt8], under key: String = TestBucket.key) async throws {
        _ = try await store.objects.put(key, bytes, if: .always, deadline: nil)
    }
}
