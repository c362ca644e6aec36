/// Why certificates can't be used. The description says what to do.
public enum TLSError: Error, Sendable, Hashable {
    /// No pair was given.
    case noCertificate
    /// The file can't be opened; `reason` is the system's.
    case unreadable(path: String, reason: String)
    /// The file holds no certificate, or none that may be used; `reason` is OpenSSL's.
    case badCertificate(path: String, reason: String)
    /// The file holds no private key; `reason` is OpenSSL's.
    case badKey(path: String, reason: String)
    /// A key that asks for a passphrase can't be read when nobody is there to type it.
    case keyHasPassphrase(path: String)
    /// The key belongs to another certificate.
    case keyOfAnother(certificatePath: String, keyPath: String)
    /// OpenSSL could not be set up.
    case system(call: String, reason: String)
}

extension TLSError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noCertificate: "TLS needs a certificate: set TLS_CERT and TLS_KEY to PEM files"
        case .unreadable(let path, let reason): "\(path) can't be read (\(reason)): set TLS_CERT and TLS_KEY to PEM files"
        case .badCertificate(let path, let reason):
            "\(path) holds no certificate to use (\(reason)): TLS_CERT is a PEM file, the server's certificate first, then its chain"
        case .badKey(let path, let reason): "\(path) holds no private key to use (\(reason)): TLS_KEY is a PEM file"
        case .keyHasPassphrase(let path):
            "the key in \(path) has a passphrase, and nobody is there to type it: `openssl pkey -in FILE -out NEW` takes it off"
        case .keyOfAnother(let certificatePath, let keyPath):
            "the key in \(keyPath) does not belong to the first certificate in \(certificatePath): set TLS_CERT and TLS_KEY to a pair"
        case .system(let call, let reason): "\(call) failed: \(reason)"
        }
    }
}
