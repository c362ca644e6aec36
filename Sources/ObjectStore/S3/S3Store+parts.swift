// Uploads in parts ("Uploading and copying objects using multipart upload", Amazon S3 user guide).
//
// 1. Only the last call, `CompleteMultipartUpload`, makes an object, and it has the condition. It is sent once, as a conditional PUT is.
// 2. Parts may be sent again: the last one of a number counts, and all have the same bytes.
// 3. An upload that failed is given up (`AbortMultipartUpload`). One of a process that died stays until the bucket's lifecycle rule
//    for incomplete uploads removes it; nobody sees it but the bill.

import HTTPCalls
import Logging
import Synchronization

extension S3Store {
    /// Stores a large object in parts, a small one by one PUT, if the condition holds. In memory are two parts at a time.
    public func upload(
        _ key: String, _ body: UploadBody, if condition: PutCondition
    ) async throws(StoreError) -> ETag {
        guard body.size > configuration.largestPut else {
            return try await put(key, try await body.bytes(0..<body.size), if: condition, deadline: nil)
        }
        guard !ignoresEncryption.load(ordering: .relaxed) else { throw notEncrypted(key, .unsupported) }
        // Parts of a gigabyte are not sent to find at the end that there is an object. The last call asks again, for good.
        if condition != .always { try condition.check(against: try await head(key)?.etag, key: key) }
        let upload = try await begin(key)
        do {
            let parts = try await send(body, as: upload)
            return try await complete(upload, parts, if: condition)
        } catch {
            await abandon(upload)
            throw error
        }
    }

    /// An upload that was begun.
    private struct PartedUpload: Sendable {
        var key: String
        var id: String
        var query: [(String, String)] { [("uploadId", id)] }
    }

    private func begin(_ key: String) async throws(StoreError) -> PartedUpload {
        var request = S3Request(method: .post, key: key, query: [("uploads", "")])
        request.headers.append(("content-type", "application/octet-stream"))
        request.headers += configuration.encryption?.headers ?? []
        return try await perform(request) { (reply) throws(StoreError) in
            let id = XMLLeaves.parse(reply.body)?.first { $0.path == "InitiateMultipartUploadResult/UploadId" }?.text
            guard let id, !id.isEmpty else {
                throw StoreError(
                    .unsupported, "The upload of \(key) in parts could not be begun: the endpoint is not an S3 store.")
            }
            guard configuration.encryption?.isConfirmed(by: reply) ?? true else {
                ignoresEncryption.store(true, ordering: .relaxed)
                throw notEncrypted(key, .unsupported)
            }
            return PartedUpload(key: key, id: id)
        }
    }

    /// - Returns: the parts' tags, in order.
    private func send(_ body: UploadBody, as upload: PartedUpload) async throws(StoreError) -> [ETag] {
        // 10,000 parts at most.
        let length = max(configuration.partSize, (body.size + 9_999) / 10_000)
        let ranges = stride(from: 0, to: body.size, by: length).map { $0..<min($0 + length, body.size) }
        var tags: [ETag] = []
        for pair in stride(from: 0, to: ranges.count, by: 2) {
            async let first = part(pair, ranges, body, upload)
            async let second = part(pair + 1, ranges, body, upload)
            for result in [await first, await second] { if let tag = try result.get() { tags.append(tag) } }
        }
        return tags
    }

    /// The part's tag; `nil` where there is no such part.
    private func part(
        _ index: Int, _ ranges: [Range<Int>], _ body: UploadBody, _ upload: PartedUpload
    ) async -> Result<ETag?, StoreError> {
        guard index < ranges.count else { return .success(nil) }
        do throws(StoreError) {
            let bytes = try await body.bytes(ranges[index])
            // The signed SHA-256 of the bytes is what S3 compares them with.
            let request = S3Request(
                method: .put, key: upload.key, query: [("partNumber", "\(index + 1)")] + upload.query, body: bytes)
            let tag = try await perform(request) { (reply) throws(StoreError) in
                guard let tag = reply.header("etag"), !tag.isEmpty else {
                    throw StoreError(.unsupported, "A part of \(upload.key) was answered without an entity tag.")
                }
                return ETag(tag)
            }
            return .success(tag)
        } catch {
            return .failure(error)
        }
    }

    private func complete(
        _ upload: PartedUpload, _ parts: [ETag], if condition: PutCondition
    ) async throws(StoreError) -> ETag {
        let list = parts.enumerated().map { "<Part><PartNumber>\($0 + 1)</PartNumber><ETag>\($1.rawValue)</ETag></Part>" }
        let body =
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(list.joined())</CompleteMultipartUpload>"
        var request = S3Request(method: .post, key: upload.key, query: upload.query, body: Array(body.utf8))
        request.headers.append(("content-type", "application/xml"))
        request.headers += condition.headers
        request.isRepeatable = false
        return try await perform(request) { (reply) throws(StoreError) in
            // S3 answers 200 before it is done, and may have an error to tell by then.
            // (The root is `CompleteMultipartUploadResult`; not every store calls it so.)
            let leaves = XMLLeaves.parse(reply.body) ?? []
            let tag = leaves.first { $0.path.hasPrefix("CompleteMultipartUpload") && $0.path.hasSuffix("/ETag") }?.text
            guard let tag, !tag.isEmpty else {
                throw S3Refusal(reply, to: request, bucket: bucket, region: configuration.region).error
            }
            return ETag(tag)
        }
    }

    /// Gives an upload back. That it fails costs storage until the bucket's lifecycle rule removes it.
    private func abandon(_ upload: PartedUpload) async {
        do {
            try await perform(S3Request(method: .delete, key: upload.key, query: upload.query)) { (_) throws(StoreError) in }
        } catch  where error.code == "NoSuchUpload" {
            return
        } catch {
            logger.warning("an unfinished upload stays", metadata: ["key": "\(upload.key)", "error": "\(error)"])
        }
    }
}
