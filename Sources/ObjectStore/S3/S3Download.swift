import HTTPCalls
import Secrets

/// The answer to a GET of an object: checked before anybody sees its bytes.
struct S3Download: Sendable {
    let reply: HTTPReply
    let key: String
    let range: ByteRange?
    let checksContent: Bool

    /// The object or the range of it; throws `corrupt` where the bytes are not what the store says they are.
    func object() throws(StoreError) -> Object {
        guard let etag = reply.header("etag"), !etag.isEmpty else {
            throw StoreError(
                .unsupported, "\(key) came without an entity tag: the endpoint is not an S3 store.", status: reply.status)
        }
        if let length = reply.header("content-length").flatMap(Int.init), length != reply.body.count {
            throw damaged("\(reply.body.count) of \(length) bytes arrived")
        }
        return reply.status == 206 ? try part(etag: ETag(etag)) : try whole(etag: ETag(etag))
    }

    private func whole(etag: ETag) throws(StoreError) -> Object {
        if checksContent, let mismatch = mismatch(etag: etag) { throw damaged(mismatch) }
        let info = ObjectInfo(key: key, etag: etag, size: reply.body.count)
        let object = Object(bytes: reply.body, info: info)
        guard let range else { return object }
        // The store ignored the range and sent everything, which HTTP allows.
        guard let bounds = range.resolved(size: object.bytes.count) else {
            throw StoreError.invalidRange(key: key, size: object.bytes.count)
        }
        return Object(bytes: Array(object.bytes[bounds]), info: info)
    }

    /// `Content-Range: bytes 0-9/443` (RFC 9110 section 14.4).
    private func part(etag: ETag) throws(StoreError) -> Object {
        let words = reply.header("content-range")?.split(whereSeparator: { " -/".contains($0) }) ?? []
        guard let range, words.count == 4, words[0] == "bytes",
            let first = Int(words[1]), let last = Int(words[2]), let size = Int(words[3]),
            range.resolved(size: size) == first..<(last + 1), reply.body.count == last + 1 - first
        else { throw damaged("the part is not the one that was asked for") }
        return Object(bytes: reply.body, info: ObjectInfo(key: key, etag: etag, size: size))
    }

    private func mismatch(etag: ETag) -> String? {
        if let expected = checksum("x-amz-checksum-crc32c") {
            return expected == Checksum.crc32c.of(reply.body) ? nil : "the CRC-32C differs"
        }
        if let expected = checksum("x-amz-checksum-crc64nvme") {
            return expected == Checksum.crc64nvme.of(reply.body) ? nil : "the CRC-64 differs"
        }
        if let expected = checksum("x-amz-checksum-sha256") {
            return expected == Digest.sha256(reply.body) ? nil : "the SHA-256 differs"
        }
        // The tag of an object under a KMS or a customer's key is 32 digits too, and no MD5.
        let isPlain =
            reply.header("x-amz-server-side-encryption")?.hasPrefix("aws:") != true
            && reply.header("x-amz-server-side-encryption-customer-algorithm") == nil
        guard isPlain, let expected = etag.md5 else { return nil }
        return expected == Digest.md5(reply.body)
            ? nil
            : "the MD5 differs from the entity tag (where a store's tags are no MD5, set "
                + "AWS_RESPONSE_CHECKSUM_VALIDATION=when_required)"
    }

    /// A checksum of the whole object; `nil` for one that was put together from parts (`…-3`).
    private func checksum(_ header: String) -> [UInt8]? {
        guard reply.header("x-amz-checksum-type")?.uppercased() != "COMPOSITE" else { return nil }
        return reply.header(header).flatMap { Base64.decode($0) }
    }

    private func damaged(_ reason: String) -> StoreError {
        StoreError(
            .corrupt,
            "\(key) arrived damaged: \(reason). The object itself may be whole: try again, and look at proxies in between.",
            status: reply.status, requestID: reply.header("x-amz-request-id"))
    }
}
