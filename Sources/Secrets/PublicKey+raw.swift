extension PublicKey {
    /// Whether `signature` is this key's under `message`, where an ECDSA signature is its two numbers one after the other, as in JSON
    /// Web Signatures (RFC 7518 section 3.4); other kinds are as ever.
    public func verifies(joined signature: [UInt8], of message: [UInt8]) -> Bool {
        guard algorithm == .es256 else { return verifies(signature, of: message) }
        guard signature.count == 64 else { return false }
        let numbers = DER.sequence(DER.unsigned(Array(signature[..<32])), DER.unsigned(Array(signature[32...])))
        return verifies(numbers, of: message)
    }
}
