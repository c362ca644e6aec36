import COpenSSL

/// Compares without telling by its time where the first difference stands. The lengths are not hidden.
public func constantTimeEquals(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}
