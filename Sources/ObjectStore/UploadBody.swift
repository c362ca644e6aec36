/// What is to be stored, read piece by piece: it need not fit into memory.
public struct UploadBody: Sendable {
    /// In bytes.
    public let size: Int
    /// Gives these bytes, the same each time.
    public let read: @Sendable (Range<Int>) async throws -> [UInt8]

    /// A body of `size` bytes; `read` gives any part of them, more than once where a part is sent again.
    public init(size: Int, read: @escaping @Sendable (Range<Int>) async throws -> [UInt8]) {
        self.size = size
        self.read = read
    }

    /// Bytes in memory.
    public init(_ bytes: [UInt8]) {
        self.init(size: bytes.count) { range in range == bytes.indices ? bytes : Array(bytes[range]) }
    }

    /// These bytes; where they can't be read nothing was sent of them.
    public func bytes(_ range: Range<Int>) async throws(StoreError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = try await read(range)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(.refused, "What was to be uploaded could not be read: \(error).")
        }
        guard bytes.count == range.count else {
            throw StoreError(.refused, "What was to be uploaded has changed: \(bytes.count) of \(range.count) bytes were read.")
        }
        return bytes
    }
}

extension ObjectStore {
    /// Stores it whole: right for small objects, and for stores that keep them in memory anyway.
    public func upload(
        _ key: String, _ body: UploadBody, if condition: PutCondition
    ) async throws(StoreError) -> ETag {
        try await put(key, try await body.bytes(0..<body.size), if: condition, deadline: nil)
    }
}
