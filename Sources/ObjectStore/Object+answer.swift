extension Object {
    /// What a `get` of this object answers.
    func answer(range: ByteRange?, unless etag: ETag?) throws(StoreError) -> GetResult {
        if let etag, etag == info.etag { return .notModified }
        guard let range else { return .object(self) }
        guard let bounds = range.resolved(size: bytes.count) else {
            throw StoreError.invalidRange(key: info.key, size: bytes.count)
        }
        return .object(Object(bytes: Array(bytes[bounds]), info: info))
    }
}

extension [ObjectInfo] {
    /// Those whose key starts with `prefix`, in the order of their bytes. Swift's own order of strings is another one.
    func listed(under prefix: String) -> [ObjectInfo] {
        filter { $0.key.utf8.starts(with: prefix.utf8) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}
