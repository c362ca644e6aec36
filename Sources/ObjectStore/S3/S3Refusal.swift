// From an answer that is no success to `StoreError`: the one place that words what S3 refuses.
// Codes: "Error responses", Amazon S3 API reference.

import HTTPCalls

/// What S3 says in the body of a refusal.
struct S3Refusal: Sendable {
    let reply: HTTPReply
    let request: S3Request
    let bucket: String
    let region: String
    private let fields: [String: String]

    init(_ reply: HTTPReply, to request: S3Request, bucket: String, region: String) {
        (self.reply, self.request, self.bucket, self.region) = (reply, request, bucket, region)
        let leaves = XMLLeaves.parse(reply.body) ?? []
        let pairs = leaves.compactMap { leaf in
            leaf.path.hasPrefix("Error/") ? (String(leaf.path.dropFirst(6)), leaf.text) : nil
        }
        fields = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// S3's code, `nil` where the answer is not S3's (or has no body, as that to a HEAD).
    var code: String? { fields["Code"] }

    var error: StoreError {
        let (kind, message) = meaning
        return StoreError(
            kind, message, status: reply.status, code: code,
            requestID: fields["RequestId"] ?? reply.header("x-amz-request-id"))
    }

    private var meaning: (StoreError.Kind, String) {
        code.flatMap(meaning(ofCode:)) ?? meaningOfStatus
    }

    private var what: String { request.key.map { "\(request.method.rawValue) \($0)" } ?? "Listing" }
    private var said: String { fields["Message"].map { " The store said: \($0)" } ?? "" }

    private func meaning(ofCode code: String) -> (StoreError.Kind, String)? {
        switch code {
        case "NoSuchBucket":
            return (
                .noSuchBucket,
                "The bucket \(bucket) does not exist at this endpoint. Create it, or correct its name or the region."
            )
        case "NoSuchKey" where request.isConditionalWrite:
            return (.conditionFailed, "The object does not exist any more.")
        case "NoSuchKey": return (.refused, "The object does not exist.")
        case "NoSuchUpload":
            // S3 forgets an upload when it is complete.
            return (
                request.isConditionalWrite ? .unknownOutcome : .refused,
                "The upload in parts is not under way: it was completed, or given up by somebody else."
            )
        case "PreconditionFailed": return (.conditionFailed, "The object is not in the state that the write expected.")
        case "ConditionalRequestConflict", "OperationAborted":
            return (
                request.isConditionalWrite ? .conditionFailed : .throttled(retryAfter: nil),
                "Another write to the object was under way."
            )
        case "AccessDenied", "AllAccessDisabled", "AccountProblem":
            return (
                .denied,
                "\(what) in the bucket \(bucket) was denied. Allow s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket "
                    + "for these credentials (without s3:ListBucket a missing key is answered with 403 too)."
            )
        case "SignatureDoesNotMatch":
            return (.denied, "The signature was not accepted: AWS_SECRET_ACCESS_KEY does not belong to the access key id.")
        case "InvalidAccessKeyId", "InvalidClientTokenId":
            return (
                .denied, "The access key id is not known to this store. Look at AWS_ACCESS_KEY_ID, AWS_PROFILE and the endpoint."
            )
        case "ExpiredToken", "TokenRefreshRequired", "ExpiredTokenException":
            return (.denied, "The temporary credentials have ended. Get new ones.")
        case "InvalidToken": return (.denied, "The session token is not valid. Look at AWS_SESSION_TOKEN.")
        case "RequestTimeTooSkewed", "RequestExpired":
            return (.clockSkew, "This machine's clock differs too much from the store's\(clocks). Set it right (NTP).")
        case "AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect", "IllegalLocationConstraintException":
            return (.unsupported, redirection)
        case "SlowDown", "ServiceUnavailable", "Throttling", "ThrottlingException", "TooManyRequests", "RequestLimitExceeded":
            return (.throttled(retryAfter: retryAfter), "The store asks to slow down.")
        case "RequestTimeout": return (.unreachable, "The upload came too slowly for the store; nothing was stored.")
        case "NotImplemented", "MethodNotAllowed":
            return (
                .unsupported,
                "The store does not know a part of this request.\(said) Where it is a checksum, set "
                    + "AWS_REQUEST_CHECKSUM_CALCULATION=when_required."
            )
        case "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch":
            return (.refused, "The upload arrived damaged and was not stored.")
        case "EntityTooLarge": return (.refused, "The object is too large for one upload.")
        case "InvalidRange": return (.refused, "The range lies outside of the object.")
        default: return nil
        }
    }

    private var meaningOfStatus: (StoreError.Kind, String) {
        switch reply.status {
        case 412 where request.isConditionalWrite, 409 where request.isConditionalWrite:
            return (.conditionFailed, "The object is not in the state that the write expected.")
        case 401, 403: return (.denied, "\(what) in the bucket \(bucket) was denied.\(said)\(notS3)")
        case 404: return (.unsupported, "\(what) was answered with 404.\(said)\(notS3)")
        case 301, 302, 303, 307, 308: return (.unsupported, redirection)
        case 429, 503: return (.throttled(retryAfter: retryAfter), "The store asks to slow down.\(said)")
        case 500, 502, 504:
            let kind: StoreError.Kind = request.isRead ? .unreachable : .unknownOutcome
            return (kind, "The store failed while it worked on the request.\(said)")
        case 407: return (.unreachable, "The HTTP proxy asks for a user and password: put them into HTTPS_PROXY.")
        case 405, 501: return (.unsupported, "The store does not know this request.\(said)\(notS3)")
        case 400 where request.method == .head:
            return (.refused, "\(what) was refused. Wrong region or ended credentials are answered so.\(place)")
        case 400..<500: return (.refused, "\(what) was refused.\(said)\(notS3)")
        default:
            // Neither a success nor a refusal in HTTP's own terms.
            return (request.isRead ? .unsupported : .unknownOutcome, "\(what) was answered with \(reply.status).\(said)\(notS3)")
        }
    }

    /// What a web server or a portal answers is no S3 error.
    private var notS3: String {
        guard code == nil, request.method != .head else { return "" }
        return
            " The answer is not S3's (\(reply.header("content-type") ?? "no type")): is the endpoint right, and no proxy or portal before it?"
    }

    private var retryAfter: Double? { reply.header("retry-after").flatMap(Double.init).flatMap { $0 >= 0 ? $0 : nil } }

    private var clocks: String {
        guard let ours = fields["RequestTime"], let theirs = fields["ServerTime"] ?? reply.header("date") else { return "" }
        return " (here \(ours), there \(theirs))"
    }

    private var redirection: String { "The bucket \(bucket) does not answer here with the region \(region).\(place)" }

    private var place: String {
        if let right = fields["Region"] ?? reply.header("x-amz-bucket-region"), right != region {
            return " It is in \(right): set AWS_REGION=\(right)."
        }
        return (fields["Endpoint"] ?? reply.header("location")).map { " It names \($0)." }
            ?? " Look at AWS_REGION and the endpoint."
    }
}
