// S3 over libcurl.
//
// 1. A conditional PUT is sent once: not repeated here, and libcurl is kept from it (`CurlHandle`). The one exception is a
//    definite refusal because credentials ended: then it is sent once more with new ones.
// 2. "Missing" is only what S3 itself calls `NoSuchKey`. A 403, a 404 of something that is not S3, or no answer is an error.
// 3. Bytes are handed out only after their length and checksum were compared.

import Blocking
import HTTPCalls
import Logging
import Synchronization

/// Objects in an S3 bucket: AWS's, or another store's that speaks its protocol.
public final class S3Store: ObjectStore {
    /// The bucket's name.
    public let bucket: String
    let configuration: S3Configuration
    let endpoint: S3Endpoint
    let credentials: CredentialCache
    let client: HTTPClient
    let logger: Logger
    /// Set by the first upload that was not encrypted as asked: none is sent after it.
    let ignoresEncryption = Atomic(false)

    /// A store over a bucket. Nothing is sent yet.
    ///
    /// - Throws: where the endpoint or the bucket's name can't be one.
    public init(bucket: String, configuration: S3Configuration, logger: Logger) throws(StoreError) {
        guard !bucket.isEmpty, bucket.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !"/?#%".utf8.contains($0) }) else {
            throw StoreError(.noSuchBucket, "“\(bucket)” can't be the name of a bucket.")
        }
        self.bucket = bucket
        self.configuration = configuration
        self.logger = logger
        endpoint = try S3Endpoint(
            bucket: bucket, region: configuration.region, url: configuration.endpoint, addressing: configuration.addressing)
        credentials = CredentialCache(configuration.credentials, now: configuration.now)
        client = HTTPClient(connections: configuration.maximumConnections)
    }

    /// `s3://bucket`
    public var description: String { "s3://\(bucket)" }

    /// The bucket's address.
    public var identity: String { endpoint.url(path: endpoint.path(nil), query: []) }

    /// The object, a range of it, or the news that it has not changed since `etag`.
    public func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        try StoreError.check(key: key)
        var request = S3Request(method: .get, key: key)
        if let range {
            guard let header = range.header else { throw StoreError(.refused, "The range of \(key) is empty.") }
            request.headers.append(("range", header))
        }
        if let etag { request.headers.append(("if-none-match", etag.rawValue)) }
        // S3 sends its checksum only to who asks for it.
        if configuration.checksDownloads, range == nil { request.headers.append(("x-amz-checksum-mode", "ENABLED")) }
        let checksContent = configuration.checksDownloads && !isExpress
        do {
            return try await perform(request) { (reply) throws(StoreError) in
                if reply.status == 304 { return .notModified }
                let download = S3Download(reply: reply, key: key, range: range, checksContent: checksContent)
                return .object(try download.object())
            }
        } catch  where error.status == 404 && error.code == "NoSuchKey" {
            return .missing
        }
    }

    /// Size and tag without the bytes; `nil` where the key does not exist.
    public func head(_ key: String) async throws(StoreError) -> ObjectInfo? {
        try StoreError.check(key: key)
        do {
            return try await perform(S3Request(method: .head, key: key)) { (reply) throws(StoreError) in
                guard let etag = reply.header("etag"), let size = reply.header("content-length").flatMap(Int.init) else {
                    throw StoreError(
                        .unsupported, "\(key) has no tag or no length: the endpoint is not an S3 store.", status: reply.status)
                }
                return ObjectInfo(key: key, etag: ETag(etag), size: size)
            }
        } catch  where error.status == 404 {
            // An answer to HEAD has no body to say what is missing: key, bucket, or S3. That to a GET has.
            guard case .object(let object) = try await get(key, range: nil, unless: nil) else { return nil }
            return object.info
        }
    }

    /// Stores an object, if the condition holds.
    public func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        try StoreError.check(key: key)
        var request = S3Request(method: .put, key: key, body: bytes, deadline: deadline)
        request.headers += condition.headers
        request.isRepeatable = condition == .always
        request.headers.append(("content-type", "application/octet-stream"))
        guard !ignoresEncryption.load(ordering: .relaxed) else { throw notEncrypted(key, .unsupported) }
        request.headers += configuration.encryption?.headers ?? []
        if configuration.sendsChecksums { request.headers.append(("x-amz-checksum-crc32c", Self.crc32c(bytes))) }
        return try await perform(request) { (reply) throws(StoreError) in
            guard let etag = reply.header("etag"), !etag.isEmpty else {
                throw StoreError(
                    .unknownOutcome, "The upload of \(key) was answered without an entity tag: the endpoint is not an S3 store.",
                    status: reply.status)
            }
            guard configuration.encryption?.isConfirmed(by: reply) ?? true else {
                ignoresEncryption.store(true, ordering: .relaxed)
                // It was stored: to call it refused would be wrong.
                throw notEncrypted(key, .unknownOutcome)
            }
            return ETag(etag)
        }
    }

    /// Removes an object; a missing one is no error.
    public func delete(_ key: String) async throws(StoreError) {
        try StoreError.check(key: key)
        do {
            try await perform(S3Request(method: .delete, key: key)) { (_) throws(StoreError) in }
        } catch  where error.code == "NoSuchKey" {
            return
        }
    }

    /// The keys that start with `prefix`, in byte order.
    public func list(prefix: String) async throws(StoreError) -> [ObjectInfo] {
        var objects: [ObjectInfo] = []
        var continuation: String?
        repeat {
            var query = [("list-type", "2"), ("encoding-type", "url"), ("prefix", prefix)]
            if let continuation { query.append(("continuation-token", continuation)) }
            let page = try await perform(S3Request(method: .get, query: query)) { (reply) throws(StoreError) in
                guard let page = S3Listing(reply.body) else {
                    throw StoreError(.unsupported, "The list of keys can't be read: the endpoint is not an S3 store.")
                }
                return page
            }
            objects += page.objects
            continuation = page.continuation
        } while continuation != nil
        return objects.listed(under: prefix)
    }

    /// Directory buckets (S3 Express One Zone) have tags that look like an MD5 and are none.
    private var isExpress: Bool { bucket.hasSuffix("--x-s3") }
}
