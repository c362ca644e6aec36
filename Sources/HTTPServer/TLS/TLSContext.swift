import COpenSSL
import Glibc

/// One state of the certificate files: an `SSL_CTX` for each pair. Replaced as a whole when files change.
///
/// Sendable without a check by the compiler: nothing changes after `init`, and OpenSSL counts the references to a context and
/// locks what is inside it.
final class TLSContext: @unchecked Sendable {
    /// Mozilla's intermediate list for TLS 1.2: forward secrecy and authenticated encryption. (TLS 1.3 has no others.)
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"

    /// In the order of the pairs; never empty.
    private let contexts: [OpaquePointer]

    init(_ configuration: TLSConfiguration) throws(TLSError) {
        guard !configuration.pairs.isEmpty else { throw .noCertificate }
        var contexts: [OpaquePointer] = []
        do throws(TLSError) {
            for pair in configuration.pairs { contexts.append(try Self.context(pair)) }
        } catch {
            for context in contexts { SSL_CTX_free(context) }
            throw error
        }
        self.contexts = contexts
        copenssl_on_server_name(contexts[0], chooseByServerName, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { for context in contexts { SSL_CTX_free(context) } }

    /// A connection's TLS, before its handshake. It has to keep this context: the choice by name is made here.
    func makeSession() -> OpaquePointer? { SSL_new(contexts[0]) }

    /// The context whose certificate is made for `host` (RFC 9110 section 4.3.4), by OpenSSL's own comparison.
    fileprivate func context(for host: UnsafePointer<CChar>) -> OpaquePointer? {
        contexts.first { X509_check_host(SSL_CTX_get0_certificate($0), host, 0, 0, nil) == 1 }
    }

    /// Days until the first of the certificates ends; negative where one has.
    var daysLeft: Int {
        contexts.map { context in
            var days: Int32 = 0
            var seconds: Int32 = 0
            ASN1_TIME_diff(&days, &seconds, nil, X509_get0_notAfter(SSL_CTX_get0_certificate(context)))
            return Int(days) - (seconds < 0 ? 1 : 0)
        }.min() ?? 0
    }

    private static func context(_ pair: TLSConfiguration.Pair) throws(TLSError) -> OpaquePointer {
        guard let context = SSL_CTX_new(TLS_server_method()) else { throw .system(call: "SSL_CTX_new", reason: lastReason()) }
        do throws(TLSError) {
            guard copenssl_configure_server(context) == 1, SSL_CTX_set_cipher_list(context, ciphers) == 1 else {
                throw .system(call: "SSL_CTX_set_cipher_list", reason: lastReason())
            }
            SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nil)
            try use(pair, context)
            return context
        } catch {
            SSL_CTX_free(context)
            throw error
        }
    }

    private static func use(_ pair: TLSConfiguration.Pair, _ context: OpaquePointer) throws(TLSError) {
        guard access(pair.certificatePath, R_OK) == 0 else {
            throw .unreadable(path: pair.certificatePath, reason: String(cString: strerror(errno)))
        }
        guard SSL_CTX_use_certificate_chain_file(context, pair.certificatePath) == 1 else {
            throw .badCertificate(path: pair.certificatePath, reason: lastReason())
        }
        let key = try PrivateKeyFile.read(pair.keyPath)
        defer { EVP_PKEY_free(key) }
        guard X509_check_private_key(SSL_CTX_get0_certificate(context), key) == 1 else {
            ERR_clear_error()
            throw .keyOfAnother(certificatePath: pair.certificatePath, keyPath: pair.keyPath)
        }
        guard SSL_CTX_use_PrivateKey(context, key) == 1 else { throw .badKey(path: pair.keyPath, reason: lastReason()) }
    }

    /// Why the last call failed, in OpenSSL's words.
    static func lastReason() -> String {
        let reason = copenssl_last_reason().map { String(cString: $0) } ?? "no reason was given"
        // What OpenSSL calls a file without PEM in it.
        return reason == "no start line" ? "no PEM found" : reason
    }
}

/// Of what a client offers (RFC 7301) we speak HTTP/1.1; one that offers other protocols alone is told so and sent away.
private func chooseProtocol(
    _: OpaquePointer?, chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, chosenLength: UnsafeMutablePointer<UInt8>?,
    offered: UnsafePointer<UInt8>?, offeredLength: UInt32, _: UnsafeMutableRawPointer?
) -> Int32 {
    var rest = UnsafeBufferPointer(start: offered, count: Int(offeredLength))[...]
    while let length = rest.first, rest.count > Int(length) {
        let name = rest.dropFirst().prefix(Int(length))
        if name.elementsEqual("http/1.1".utf8), let offered {
            chosen?.pointee = offered + name.startIndex
            chosenLength?.pointee = length
            return SSL_TLSEXT_ERR_OK
        }
        rest = rest.dropFirst(1 + Int(length))
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}

private func chooseByServerName(
    session: OpaquePointer?, _: UnsafeMutablePointer<Int32>?, argument: UnsafeMutableRawPointer?
) -> Int32 {
    guard let argument, let name = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name) else { return SSL_TLSEXT_ERR_NOACK }
    let contexts = Unmanaged<TLSContext>.fromOpaque(argument).takeUnretainedValue()
    guard let context = contexts.context(for: name) else { return SSL_TLSEXT_ERR_NOACK }
    SSL_set_SSL_CTX(session, context)
    return SSL_TLSEXT_ERR_OK
}
