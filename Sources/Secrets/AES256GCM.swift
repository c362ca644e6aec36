import COpenSSL

/// AES-256-GCM (NIST SP 800-38D) under one key, for pieces that stay where they are: nothing is copied, and the key's schedule is
/// made once.
///
/// Who seals must never use a nonce twice under one key: GCM would give away both pieces and the means to forge more.
public struct AES256GCM: ~Copyable {
    /// In bytes.
    public static let keyCount = 32
    /// In bytes.
    public static let nonceCount = 12
    /// In bytes.
    public static let tagCount = 16

    /// What a cipher is for.
    public enum Direction: Int32, Sendable {
        /// From sealed to open.
        case opening = 0
        /// From open to sealed.
        case sealing = 1
    }

    private let context: OpaquePointer
    private let direction: Direction

    /// A cipher under a key of 32 bytes.
    public init(key: [UInt8], for direction: Direction) {
        precondition(key.count == Self.keyCount, "AES-256 has keys of 32 bytes")
        self.direction = direction
        context = require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        require(
            EVP_CipherInit_ex2(context, Algorithm.aes256GCM.pointer, key, nil, direction.rawValue, nil), "EVP_CipherInit_ex2")
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    /// Writes `piece` sealed to `output`, as long as it is, and its tag of 16 bytes behind it. `associated` is authenticated.
    public func seal(
        _ piece: UnsafeRawBufferPointer, nonce: [UInt8], associated: [UInt8], to output: UnsafeMutableRawPointer
    ) {
        precondition(direction == .sealing)
        begin(nonce: nonce, associated: associated)
        run(piece, to: output)
        var written: Int32 = 0
        let tag = (output + piece.count).assumingMemoryBound(to: UInt8.self)
        require(EVP_CipherFinal_ex(context, tag, &written), "EVP_CipherFinal_ex")
        require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagCount), tag), "EVP_CTRL_AEAD_GET_TAG")
    }

    /// Opens a sealed piece with its tag, to `output`, which takes 16 bytes less.
    /// - Returns: whether it is what was sealed, with this key, nonce and `associated`. If not, nothing in `output` may be used.
    public func open(
        _ sealed: UnsafeRawBufferPointer, nonce: [UInt8], associated: [UInt8], to output: UnsafeMutableRawPointer
    ) -> Bool {
        precondition(direction == .opening)
        guard sealed.count >= Self.tagCount else { return false }
        begin(nonce: nonce, associated: associated)
        run(UnsafeRawBufferPointer(rebasing: sealed.dropLast(Self.tagCount)), to: output)
        var tag = Array(sealed.suffix(Self.tagCount))
        require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagCount), &tag), "EVP_CTRL_AEAD_SET_TAG")
        var written: Int32 = 0
        // GCM writes nothing here; the address must be one all the same.
        return EVP_CipherFinal_ex(context, &tag, &written) == 1
    }

    private func begin(nonce: [UInt8], associated: [UInt8]) {
        precondition(nonce.count == Self.nonceCount, "GCM's nonces have 12 bytes here")
        require(EVP_CipherInit_ex2(context, nil, nil, nonce, direction.rawValue, nil), "EVP_CipherInit_ex2")
        var written: Int32 = 0
        require(EVP_CipherUpdate(context, nil, &written, associated, Int32(associated.count)), "EVP_CipherUpdate")
    }

    private func run(_ bytes: UnsafeRawBufferPointer, to output: UnsafeMutableRawPointer) {
        // No bytes may have no address, which would be taken for associated data.
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        precondition(bytes.count <= Int(Int32.max), "one call of OpenSSL takes 2 GB")
        var written: Int32 = 0
        require(
            EVP_CipherUpdate(
                context, output.assumingMemoryBound(to: UInt8.self), &written, start.assumingMemoryBound(to: UInt8.self),
                Int32(bytes.count)), "EVP_CipherUpdate")
    }
}
