import CCurl
import Curl

/// One mail on its way through libcurl, which speaks EHLO, STARTTLS, AUTH, MAIL, RCPT and DATA (and doubles leading dots). Used
/// by the one thread that performs it.
final class SMTPTransfer {
    private let message: MailMessage
    private let bytes: [UInt8]
    private var sent = 0
    /// The line by which the server refused.
    private var reply = ""

    init(_ message: MailMessage) {
        self.message = message
        bytes = message.bytes
    }

    func perform(on easy: CurlEasy, _ configuration: SMTPConfiguration) throws(MailError) {
        easy.reset()
        setServer(easy.handle, configuration)
        setCallbacks(easy.handle)
        let recipients = curl_slist_append(nil, "<\(message.to.address)>")
        defer { curl_slist_free_all(recipients) }
        _ = ccurl_set_string(easy.handle, CURLOPT_MAIL_FROM, "<\(message.from.address)>")
        _ = ccurl_set_list(easy.handle, CURLOPT_MAIL_RCPT, recipients)
        _ = ccurl_set_long(easy.handle, CURLOPT_UPLOAD, 1)
        _ = ccurl_set_off(easy.handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytes.count))
        let code = withExtendedLifetime(self) { easy.perform() }
        guard code != CURLE_OK else { return }
        throw failure(code, easy)
    }

    private func setServer(_ handle: UnsafeMutableRawPointer, _ configuration: SMTPConfiguration) {
        let isImplicit = configuration.encryption == .implicit
        let host = configuration.server.contains(":") ? "[\(configuration.server)]" : configuration.server
        // What stands in the path is the name that EHLO gives: the sender's domain, not this machine's name.
        let url = "\(isImplicit ? "smtps" : "smtp")://\(host):\(configuration.port)/\(message.from.domain)"
        _ = ccurl_set_string(handle, CURLOPT_URL, url)
        _ = ccurl_set_string(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // The environment's proxies are meant for HTTP.
        _ = ccurl_set_string(handle, CURLOPT_NOPROXY, "*")
        let use: curl_usessl =
            switch configuration.encryption {
            case .none, .implicit: CURLUSESSL_NONE
            case .ifOffered: CURLUSESSL_TRY
            case .startTLS: CURLUSESSL_ALL
            }
        _ = ccurl_set_long(handle, CURLOPT_USE_SSL, Int(use.rawValue))
        // Beside libcurl's checks of chain and name: no TLS below 1.2 (RFC 8996).
        _ = ccurl_set_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = configuration.authorities { _ = ccurl_set_string(handle, CURLOPT_CAINFO, file) }
        if let username = configuration.username { _ = ccurl_set_string(handle, CURLOPT_USERNAME, username) }
        if let password = configuration.password { _ = ccurl_set_string(handle, CURLOPT_PASSWORD, password) }
        _ = ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(configuration.connectTimeout * 1000)))
        _ = ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, max(1, Int(configuration.timeout * 1000)))
        // A server may close an idle connection after a while (RFC 5321 section 4.5.3.2.7 asks for five minutes).
        _ = ccurl_set_long(handle, CURLOPT_MAXAGE_CONN, 60)
    }

    private func setCallbacks(_ handle: UnsafeMutableRawPointer) {
        let transfer = Unmanaged.passUnretained(self).toOpaque()
        _ = ccurl_set_pointer(handle, CURLOPT_READDATA, transfer)
        _ = ccurl_set_pointer(handle, CURLOPT_HEADERDATA, transfer)
        _ = ccurl_set_callback(handle, CURLOPT_READFUNCTION) { buffer, size, count, transfer in
            guard let buffer, let transfer else { return Int(CURL_READFUNC_ABORT) }
            return Unmanaged<SMTPTransfer>.fromOpaque(transfer).takeUnretainedValue().read(into: buffer, limit: size * count)
        }
        _ = ccurl_set_callback(handle, CURLOPT_HEADERFUNCTION) { buffer, size, count, transfer in
            guard let buffer, let transfer else { return 0 }
            let line = UnsafeRawBufferPointer(start: buffer, count: size * count)
            Unmanaged<SMTPTransfer>.fromOpaque(transfer).takeUnretainedValue().hear(line)
            return size * count
        }
    }

    private func read(into buffer: UnsafeMutableRawPointer, limit: Int) -> Int {
        let count = min(limit, bytes.count - sent)
        bytes.withUnsafeBytes { bytes in
            guard count > 0, let start = bytes.baseAddress else { return }
            buffer.copyMemory(from: start + sent, byteCount: count)
        }
        sent += count
        return count
    }

    private func hear(_ line: UnsafeRawBufferPointer) {
        // What refused; the answer to QUIT comes after it.
        guard let first = line.first, first == UInt8(ascii: "4") || first == UInt8(ascii: "5") else { return }
        reply = String(decoding: line.prefix(512).filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
    }

    /// RFC 5321 section 4.2.1: 4xx may succeed later, 5xx will not. Being refused before the mail itself (a wrong password, no
    /// TLS) is the site's affair and not the mail's: that is mended, and then the mail goes out.
    private func failure(_ code: CURLcode, _ easy: CurlEasy) -> MailError {
        let number = easy.number(CURLINFO_RESPONSE_CODE)
        let evidence = "\(easy.reason(of: code)) (libcurl \(code.rawValue)\(reply.isEmpty ? "" : ", the server said: \(reply)"))"
        switch code {
        case CURLE_LOGIN_DENIED:
            return MailError(.temporary, code: number, "the mail server refused user name and password: \(evidence)")
        case CURLE_USE_SSL_FAILED: return MailError(.temporary, "the mail server offers no TLS: \(evidence)")
        case CURLE_PEER_FAILED_VERIFICATION:
            return MailError(.temporary, "the mail server’s certificate is not believed: \(evidence)")
        default: break
        }
        if (500..<600).contains(number), isAboutThisMail(code) { return MailError(.permanent, code: number, evidence) }
        // All of the mail was sent, and no word came back.
        if sent == bytes.count, !(400..<600).contains(number) { return MailError(.outcomeUnknown, evidence) }
        return MailError(.temporary, code: number == 0 ? nil : number, evidence)
    }

    /// `MAIL` and `RCPT` refused, or the mail itself.
    private func isAboutThisMail(_ code: CURLcode) -> Bool {
        [CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_WEIRD_SERVER_REPLY, CURLE_UPLOAD_FAILED].contains(code)
    }
}
