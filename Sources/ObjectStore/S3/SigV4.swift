// AWS Signature Version 4, "Create a signed AWS API request" (AWS IAM user guide), with S3's rules:
//
// 1. The path is percent-encoded once and not normalised (other services encode twice and resolve dots).
// 2. The query is sorted by encoded name, then encoded value.
// 3. Header names in lower case, values trimmed and inner runs of spaces made one; sorted by name.
// 4. The hash of the body is signed, and sent as `x-amz-content-sha256`.

import Secrets

/// Signs requests. A pure value: the same request at the same time gives the same signature.
struct SigV4: Sendable {
    let credentials: Credentials
    let region: String
    let service: String

    /// The value of the `Authorization` header. All of the request's headers are signed.
    func authorization(_ request: CanonicalRequest, at time: AmzTime) -> String {
        let scope = "\(time.date)/\(region)/\(service)/aws4_request"
        let toSign = stringToSign(request, scope: scope, at: time)
        let signature = Digest.hmacSHA256(key: signingKey(time), Array(toSign.utf8))
        return "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(request.signedHeaders), Signature=\(Digest.hex(signature))"
    }

    func stringToSign(_ request: CanonicalRequest, scope: String, at time: AmzTime) -> String {
        let hash = Digest.hex(Digest.sha256(Array(request.text.utf8)))
        return "AWS4-HMAC-SHA256\n\(time.dateTime)\n\(scope)\n\(hash)"
    }

    private func signingKey(_ time: AmzTime) -> [UInt8] {
        [time.date, region, service, "aws4_request"].reduce(Array(("AWS4" + credentials.secretAccessKey).utf8)) {
            Digest.hmacSHA256(key: $0, Array($1.utf8))
        }
    }
}
