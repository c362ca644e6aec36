/// How S3 encrypts an object at rest, where the bucket's own default is not what is wanted.
public enum ServerSideEncryption: Sendable, Hashable {
    /// With S3's own keys (SSE-S3).
    case aes256
    /// With a key of AWS KMS (SSE-KMS); `nil` for the account's `aws/s3`.
    case kms(keyID: String?)

    var headers: [(String, String)] {
        switch self {
        case .aes256: [("x-amz-server-side-encryption", "AES256")]
        case .kms(nil): [("x-amz-server-side-encryption", "aws:kms")]
        case .kms(let keyID?):
            [("x-amz-server-side-encryption", "aws:kms"), ("x-amz-server-side-encryption-aws-kms-key-id", keyID)]
        }
    }
}
