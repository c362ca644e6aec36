import CoreMetrics
import ObjectStore
import Web

/// A store whose calls are timed and counted: what an operator sees of the bucket's speed and moods.
struct MeteredStore: ObjectStore {
    private let store: any ObjectStore
    private let timers: [Operation: Timer]
    private let figures: SiteFigures?

    private enum Operation: String, CaseIterable {
        case get, head, put, upload, delete, list

        var paid: StoreCall? {
            switch self {
            case .get, .head: .read
            case .put, .upload, .list: .write
            case .delete: nil
            }
        }
    }

    init(_ store: any ObjectStore, figures: SiteFigures? = nil) {
        self.store = store
        self.figures = figures
        timers = Dictionary(
            uniqueKeysWithValues: Operation.allCases.map {
                ($0, Timer(label: "satchel_store_request_seconds", dimensions: [("operation", $0.rawValue)]))
            })
    }

    var description: String { store.description }
    var identity: String { store.identity }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        try await timed(.get) { () async throws(StoreError) in try await store.get(key, range: range, unless: etag) }
    }

    func head(_ key: String) async throws(StoreError) -> ObjectInfo? {
        try await timed(.head) { () async throws(StoreError) in try await store.head(key) }
    }

    func put(_ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?)
        async throws(StoreError) -> ETag
    {
        try await timed(.put) { () async throws(StoreError) in
            try await store.put(key, bytes, if: condition, deadline: deadline)
        }
    }

    func upload(_ key: String, _ body: UploadBody, if condition: PutCondition) async throws(StoreError) -> ETag {
        try await timed(.upload) { () async throws(StoreError) in try await store.upload(key, body, if: condition) }
    }

    func delete(_ key: String) async throws(StoreError) {
        try await timed(.delete) { () async throws(StoreError) in try await store.delete(key) }
    }

    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] {
        try await timed(.list) { () async throws(StoreError) in try await store.list(prefix: prefix) }
    }

    private func timed<Success>(_ operation: Operation, _ call: () async throws(StoreError) -> Success) async throws(StoreError)
        -> Success
    {
        let start = ContinuousClock.now
        if let call = operation.paid { figures?.count(call.rawValue, at: SystemTime.now()) }
        defer { timers[operation]?.recordNanoseconds(Int64((ContinuousClock.now - start) / .nanoseconds(1))) }
        do {
            return try await call()
        } catch {
            // Without what a kind carries: labels are of few values.
            let kind = "\(error.kind)".prefix { $0 != "(" }
            Counter(
                label: "satchel_store_errors_total", dimensions: [("operation", operation.rawValue), ("kind", String(kind))]
            ).increment()
            throw error
        }
    }
}
