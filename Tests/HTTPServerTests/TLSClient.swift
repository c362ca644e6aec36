import COpenSSL
import Glibc

/// OpenSSL's own client on a blocking socket. Used by one thread at a time.
final class TLSClient {
    struct Options: Sendable {
        var serverName: String? = "localhost"
        /// What is offered by ALPN; nothing where it is empty.
        var protocols: [String] = []
        /// `TLS1_2_VERSION` …; 0 for the newest.
        var newestVersion: Int32 = 0
    }

    private let context: OpaquePointer
    private let session: OpaquePointer

    init(_ descriptor: Int32, _ options: Options, resuming: TLSResumption? = nil) throws {
        guard let context = SSL_CTX_new(TLS_client_method()), let session = Self.session(context, options) else {
            throw RawClient.Failure(description: "SSL_new")
        }
        self.context = context
        self.session = session
        if let resuming { SSL_set_session(session, resuming.session) }
        SSL_set_fd(session, descriptor)
        guard SSL_connect(session) == 1 else { throw Self.failure("SSL_connect") }
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    private static func session(_ context: OpaquePointer, _ options: Options) -> OpaquePointer? {
        if options.newestVersion != 0 {
            SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(options.newestVersion), nil)
            // So that the client itself would speak what is too old.
            SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_VERSION), nil)
            SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0")
        }
        let offered = options.protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        if !offered.isEmpty { SSL_CTX_set_alpn_protos(context, offered, UInt32(offered.count)) }
        guard let session = SSL_new(context) else { return nil }
        if let name = options.serverName {
            name.withCString {
                _ = SSL_ctrl(
                    session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), UnsafeMutableRawPointer(mutating: $0))
            }
        }
        return session
    }

    /// -1 for an error, 0 for the end: of the connection, or of what the server has to say.
    func receive(_ buffer: inout [UInt8]) throws -> Int {
        let count = SSL_read(session, &buffer, Int32(buffer.count))
        if count > 0 { return Int(count) }
        let error = SSL_get_error(session, count)
        guard error == SSL_ERROR_ZERO_RETURN else { throw Self.failure("SSL_read (\(error))") }
        return 0
    }

    func send(_ bytes: ArraySlice<UInt8>) throws -> Int {
        let count = bytes.withUnsafeBytes { SSL_write(session, $0.baseAddress, Int32($0.count)) }
        guard count > 0 else { throw Self.failure("SSL_write") }
        return Int(count)
    }

    /// close_notify: nothing more will be sent.
    func endSending() { SSL_shutdown(session) }

    var version: String { String(cString: SSL_get_version(session)) }
    var isResumed: Bool { SSL_session_reused(session) == 1 }
    var resumption: TLSResumption? { SSL_get1_session(session).map { TLSResumption($0) } }

    /// The name that the server's certificate says (CN).
    var certificateName: String {
        var text = [CChar](repeating: 0, count: 100)
        guard let certificate = SSL_get1_peer_certificate(session) else { return "" }
        defer { X509_free(certificate) }
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, &text, 100)
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    var chosenProtocol: String {
        var name: UnsafePointer<UInt8>?
        var length: UInt32 = 0
        SSL_get0_alpn_selected(session, &name, &length)
        return String(decoding: UnsafeBufferPointer(start: name, count: Int(length)), as: UTF8.self)
    }

    private static func failure(_ call: String) -> RawClient.Failure {
        let reason = copenssl_last_reason().map { String(cString: $0) } ?? String(cString: strerror(errno))
        return RawClient.Failure(description: "\(call): \(reason)")
    }
}

/// What a client keeps to resume a session. Unchecked: made by one client, read by the next, changed by nobody.
final class TLSResumption: @unchecked Sendable {
    fileprivate let session: OpaquePointer
    fileprivate init(_ session: OpaquePointer) { self.session = session }
    deinit { SSL_SESSION_free(session) }
}
