// One libcurl easy handle, and the one rule that libcurl does not know:
//
// A conditional PUT must not be sent twice behind our back: the second would see the first one's work and answer 412, and the
// caller would believe that another won. libcurl repeats a request by itself when a kept connection turns out dead before any
// byte of the answer (`Curl_retry_request`). It must rewind the body for that, so:
//
// 1. bodies go through a read callback, never through `CURLOPT_POSTFIELDS`, which rewinds silently;
// 2. for a call that is not repeatable the seek callback refuses: libcurl fails with `CURLE_SEND_FAIL_REWIND`, and we say "sent";
// 3. where no byte of the body was read nothing has to be rewound, and nothing can have been applied;
// 4. an empty body needs no rewinding at all: such a call gets a fresh connection, on which libcurl never repeats.

import CCurl
import Curl

/// An HTTP client's handle. Not thread-safe: the pool hands it to one thread at a time.
final class CurlHandle {
    private let easy: CurlEasy
    private var handle: UnsafeMutableRawPointer { easy.handle }

    init?() {
        guard let easy = CurlEasy() else { return nil }
        self.easy = easy
    }

    /// Performs the call and blocks until it is over.
    func perform(_ call: HTTPCall) throws(TransferError) -> HTTPReply {
        easy.reset()
        let transfer = HTTPTransfer(upload: call.body ?? [], longestAnswer: call.longestAnswer)
        let headers = makeHeaderList(call)
        defer { curl_slist_free_all(headers) }
        let code = withExtendedLifetime(transfer) {
            setLimits(call)
            setRequest(call, headers)
            setCallbacks(call, Unmanaged.passUnretained(transfer).toOpaque())
            return easy.perform()
        }
        guard code == CURLE_OK else { throw failure(code, call, transfer) }
        return HTTPReply(status: easy.number(CURLINFO_RESPONSE_CODE), headers: transfer.headers, body: transfer.body)
    }
}

extension CurlHandle {
    private func setLimits(_ call: HTTPCall) {
        _ = ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(call.connectTimeout * 1000)))
        _ = ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, max(1, Int(call.timeout * 1000)))
        // A transfer that stands still: less than 100 bytes a second for 20 seconds.
        _ = ccurl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 100)
        _ = ccurl_set_long(handle, CURLOPT_LOW_SPEED_TIME, 20)
        // Stores close idle connections after about 20 seconds; an older one is not worth the try.
        _ = ccurl_set_long(handle, CURLOPT_MAXAGE_CONN, 15)
        _ = ccurl_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1)
        _ = ccurl_set_long(handle, CURLOPT_BUFFERSIZE, 256 * 1024)
        _ = ccurl_set_long(handle, CURLOPT_UPLOAD_BUFFERSIZE, 256 * 1024)
        _ = ccurl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        _ = ccurl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        if call.bypassesProxy { _ = ccurl_set_string(handle, CURLOPT_NOPROXY, "*") }
    }

    private func setRequest(_ call: HTTPCall, _ headers: UnsafeMutablePointer<curl_slist>?) {
        _ = ccurl_set_string(handle, CURLOPT_URL, call.url)
        // Keys may hold `.` and `..`: the address is signed as it stands.
        _ = ccurl_set_long(handle, CURLOPT_PATH_AS_IS, 1)
        _ = ccurl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        _ = ccurl_set_list(handle, CURLOPT_HTTPHEADER, headers)
        switch call.method {
        case .get: _ = ccurl_set_long(handle, CURLOPT_HTTPGET, 1)
        case .head: _ = ccurl_set_long(handle, CURLOPT_NOBODY, 1)
        case .delete: _ = ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, "DELETE")
        case .put, .post:
            _ = ccurl_set_long(handle, CURLOPT_UPLOAD, 1)
            _ = ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, call.method.rawValue)
            _ = ccurl_set_off(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(call.body?.count ?? 0))
        }
        if !call.isRepeatable, call.body?.isEmpty ?? true { _ = ccurl_set_long(handle, CURLOPT_FRESH_CONNECT, 1) }
    }

    private func setCallbacks(_ call: HTTPCall, _ transfer: UnsafeMutableRawPointer) {
        _ = ccurl_set_pointer(handle, CURLOPT_READDATA, transfer)
        _ = ccurl_set_pointer(handle, CURLOPT_WRITEDATA, transfer)
        _ = ccurl_set_pointer(handle, CURLOPT_HEADERDATA, transfer)
        _ = ccurl_set_pointer(handle, CURLOPT_SEEKDATA, transfer)
        _ = ccurl_set_callback(handle, CURLOPT_READFUNCTION) { buffer, size, count, transfer in
            guard let buffer, let transfer else { return Int(CURL_READFUNC_ABORT) }
            return HTTPTransfer.from(transfer).read(into: buffer, limit: size * count)
        }
        _ = ccurl_set_callback(handle, CURLOPT_WRITEFUNCTION) { buffer, size, count, transfer in
            guard let buffer, let transfer else { return 0 }
            let bytes = UnsafeRawBufferPointer(start: buffer, count: size * count)
            return HTTPTransfer.from(transfer).receive(bytes) ? bytes.count : 0
        }
        _ = ccurl_set_callback(handle, CURLOPT_HEADERFUNCTION) { buffer, size, count, transfer in
            guard let buffer, let transfer else { return 0 }
            HTTPTransfer.from(transfer).receiveHeader(UnsafeRawBufferPointer(start: buffer, count: size * count))
            return size * count
        }
        if call.isRepeatable {
            _ = ccurl_set_seek(handle) { transfer, offset, _ in
                guard offset == 0, let transfer else { return CURL_SEEKFUNC_FAIL }
                HTTPTransfer.from(transfer).rewind()
                return CURL_SEEKFUNC_OK
            }
        } else {
            _ = ccurl_set_seek(handle) { _, _, _ in CURL_SEEKFUNC_FAIL }
        }
    }

    private func makeHeaderList(_ call: HTTPCall) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        // libcurl's own: waiting for "100 Continue" costs a round trip, and a second where the server knows no such thing.
        list = curl_slist_append(list, "Expect:")
        list = curl_slist_append(list, "User-Agent: satchel")
        for (name, value) in call.headers { list = curl_slist_append(list, value.isEmpty ? "\(name);" : "\(name): \(value)") }
        return list
    }

    private func failure(_ code: CURLcode, _ call: HTTPCall, _ transfer: HTTPTransfer) -> TransferError {
        let sent = easy.number(CURLINFO_REQUEST_SIZE)
        let hasBody = !(call.body?.isEmpty ?? true)
        let progress: TransferError.Progress =
            if !transfer.headers.isEmpty { .answerCut } else if hasBody ? transfer.uploaded > 0 : sent > 0 { .sent } else {
                .nothingSent
            }
        return TransferError(progress: progress, code: code.rawValue, reason: easy.reason(of: code))
    }
}

extension HTTPTransfer {
    fileprivate static func from(_ pointer: UnsafeMutableRawPointer) -> HTTPTransfer {
        Unmanaged<HTTPTransfer>.fromOpaque(pointer).takeUnretainedValue()
    }
}
