import COpenSSL

/// SHA-256 of bytes that come in pieces.
///
///     var stream = SHA256Stream()
///     stream.update(first)
///     stream.update(second)
///     let digest = stream.finish()
public struct SHA256Stream: ~Copyable {
    private let context: OpaquePointer

    /// An empty stream.
    public init() {
        context = require(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        require(EVP_DigestInit_ex2(context, Algorithm.sha256.pointer, nil), "EVP_DigestInit_ex2")
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds the next bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds the next bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        require(EVP_DigestUpdate(context, bytes.baseAddress, bytes.count), "EVP_DigestUpdate")
    }

    /// The digest of all that was added: 32 bytes.
    public consuming func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { digest, used in
            require(EVP_DigestFinal_ex(context, digest.baseAddress, nil), "EVP_DigestFinal_ex")
            used = 32
        }
    }
}
