import HTTPCalls

extension S3Store {
    /// An upload that was stored, or would be, without the encryption that was asked for.
    func notEncrypted(_ key: String, _ kind: StoreError.Kind) -> StoreError {
        StoreError(
            kind,
            "The store does not say that it encrypts \(key) as asked (x-amz-server-side-encryption): nothing more is uploaded. "
                + "Leave the option sse out, or use a store that has it.")
    }
}

extension ServerSideEncryption {
    /// Whether the answer to an upload says that the object is encrypted so. S3 names the KMS key by its ARN, whatever it was asked
    /// by, so only the kind is compared.
    func isConfirmed(by reply: HTTPReply) -> Bool {
        let answer = reply.header("x-amz-server-side-encryption")
        switch self {
        case .aes256: return answer == "AES256"
        case .kms: return answer == "aws:kms"
        }
    }
}
