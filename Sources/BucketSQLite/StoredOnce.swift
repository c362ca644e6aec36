import Database
import ObjectStore

extension ObjectStore {
    /// Stores an object that must not be there yet, until the outcome is definite.
    /// - Returns: whether it stands there with these bytes; `false` where it has others.
    /// - Throws: what the store said at the last of `attempts`.
    func create(_ key: String, _ body: UploadBody, attempts: Int, _ runtime: BucketRuntime) async throws -> Bool {
        for attempt in 1... {
            do {
                _ = try await upload(key, body, if: .absent)
                return true
            } catch {
                switch error.kind {
                case .conditionFailed, .unknownOutcome:
                    if let isSame = try await holds(key, body) { return isSame }
                case .throttled, .unreachable: break
                default: throw error
                }
                guard attempt < attempts else { throw error }
                try await runtime.backOff(attempt)
            }
        }
        return false
    }

    /// Whether the object is there with these bytes, compared piece by piece; `nil` where it is not there at all.
    private func holds(_ key: String, _ body: UploadBody) async throws -> Bool? {
        for start in stride(from: 0, to: max(body.size, 1), by: 8 << 20) {
            let range = start..<max(start + 1, min(start + 8 << 20, body.size))
            guard case .object(let object) = try await get(key, range: .bounds(range), unless: nil) else { return nil }
            guard object.info.size == body.size else { return false }
            guard object.bytes.count == min(range.upperBound, body.size) - start else {
                throw StoreError(.corrupt, "\(object.bytes.count) bytes of \(range) of \(key) arrived: try again")
            }
            guard try await body.bytes(start..<min(range.upperBound, body.size)) == object.bytes else { return false }
        }
        return true
    }
}
