extension StoreError {
    /// S3's rule for keys: 1 to 1,024 bytes of UTF-8. A NUL is refused too: no store of ours could keep it.
    static func check(key: String) throws(StoreError) {
        guard !key.isEmpty, key.utf8.count <= 1024, !key.utf8.contains(0) else {
            throw StoreError(.refused, "A key has 1 to 1024 bytes and no NUL; this one has \(key.utf8.count) bytes.")
        }
    }

    /// The answer to a range that lies outside of the object.
    static func invalidRange(key: String, size: Int) -> StoreError {
        StoreError(
            .refused, "The range lies outside of \(key), which has \(size) bytes.", status: 416, code: "InvalidRange")
    }
}

extension StoreError {
    /// Throws where the time for a call is over before it began.
    static func check(deadline: ContinuousClock.Instant?) throws(StoreError) {
        guard let deadline, deadline <= .now else { return }
        throw StoreError(.unreachable, "The time for the request was over before it could be sent.")
    }
}
