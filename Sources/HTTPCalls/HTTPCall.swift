/// One request of the client.
package struct HTTPCall: Sendable {
    package enum Method: String, Sendable { case get = "GET", head = "HEAD", put = "PUT", post = "POST", delete = "DELETE" }

    package var method: Method
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// Seconds for name look-up, connection and TLS.
    package var connectTimeout: Double
    /// Seconds for all of it.
    package var timeout: Double
    /// The request may reach the server twice without harm: libcurl may repeat it when a kept connection turns out dead.
    package var isRepeatable: Bool
    /// Link-local addresses (instance metadata) are never behind a proxy.
    package var bypassesProxy: Bool
    /// A longer answer is cut off, and the call fails: for servers that are not the site's own.
    package var longestAnswer: Int

    package init(
        method: Method, url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        connectTimeout: Double = 5, timeout: Double = 60, isRepeatable: Bool = true, bypassesProxy: Bool = false,
        longestAnswer: Int = .max
    ) {
        (self.method, self.url, self.headers, self.body) = (method, url, headers, body)
        (self.connectTimeout, self.timeout) = (connectTimeout, timeout)
        (self.isRepeatable, self.bypassesProxy, self.longestAnswer) = (isRepeatable, bypassesProxy, longestAnswer)
    }
}
