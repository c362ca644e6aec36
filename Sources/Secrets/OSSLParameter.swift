import COpenSSL

/// Parameters of OpenSSL's calls (`OSSL_PARAM(3)`). They hold addresses only: names are static strings, which stay where they
/// are, and values are kept alive by the caller.
extension OSSL_PARAM {
    static func text(_ name: StaticString, _ value: StaticString) -> OSSL_PARAM {
        // OpenSSL types the value as writable, and only reads it.
        OSSL_PARAM_construct_utf8_string(name.characters, UnsafeMutablePointer(mutating: value.characters), 0)
    }

    static func octets(_ name: StaticString, _ value: UnsafeMutableRawBufferPointer) -> OSSL_PARAM {
        OSSL_PARAM_construct_octet_string(name.characters, value.baseAddress, value.count)
    }

    static var end: OSSL_PARAM { OSSL_PARAM_construct_end() }
}

extension StaticString {
    /// The text with the NUL that the compiler puts behind it.
    fileprivate var characters: UnsafePointer<CChar> {
        UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
