// Curl: what every use of libcurl shares. The protocols (HTTP for the stores, SMTP for mail) are on the floor above.

public import CCurl

/// A libcurl easy handle with its kept connections. Not thread-safe: an ``IdleHandles`` gives it to one thread at a time.
public final class CurlEasy {
    /// For libcurl's functions.
    public let handle: UnsafeMutableRawPointer
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// Thread-safe and once in a process, before the first handle (`curl_global_init(3)`).
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// `nil` where libcurl can't be started or memory is out.
    public init?() {
        guard Self.isLibraryReady, let handle = curl_easy_init() else { return nil }
        self.handle = handle
    }

    deinit {
        curl_easy_cleanup(handle)
        errorText.deallocate()
    }

    /// Forgets the options of the transfer before; connections, TLS sessions and the DNS cache stay. What holds for every
    /// transfer is set: no signals (they are the process's, and not safe with threads), and where errors are described.
    public func reset() {
        curl_easy_reset(handle)
        errorText.pointee = 0
        _ = ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
        _ = ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    }

    /// Transfers as the options say, and blocks until it is over.
    public func perform() -> CURLcode { curl_easy_perform(handle) }

    /// What libcurl says of a failed transfer, or of the code where it says nothing more.
    public func reason(of code: CURLcode) -> String {
        let detail = String(cString: errorText)
        return detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    }

    /// A number about the last transfer; 0 where libcurl has none.
    public func number(_ info: CURLINFO) -> Int {
        var number = 0
        _ = ccurl_get_long(handle, info, &number)
        return number
    }
}
