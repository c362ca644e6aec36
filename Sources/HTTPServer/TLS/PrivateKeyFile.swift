import COpenSSL
import Glibc

/// Reading a private key, without ever asking the terminal for its passphrase.
enum PrivateKeyFile {
    /// The caller frees the key.
    static func read(_ path: String) throws(TLSError) -> OpaquePointer {
        guard let file = BIO_new_file(path, "r") else {
            let reason = String(cString: strerror(errno))
            ERR_clear_error()
            throw .unreadable(path: path, reason: reason)
        }
        defer { BIO_free(file) }
        var wasAsked = false
        let key = withUnsafeMutablePointer(to: &wasAsked) { PEM_read_bio_PrivateKey(file, nil, noPassphrase, $0) }
        if let key { return key }
        let reason = TLSContext.lastReason()
        throw wasAsked ? .keyHasPassphrase(path: path) : .badKey(path: path, reason: reason)
    }
}

private func noPassphrase(
    _: UnsafeMutablePointer<CChar>?, _: Int32, _: Int32, wasAsked: UnsafeMutableRawPointer?
) -> Int32 {
    wasAsked?.assumingMemoryBound(to: Bool.self).pointee = true
    return -1
}
