/// One request of the client below the stores.
struct HTTPCall: Sendable {
    enum Method: String, Sendable { case get = "GET", head = "HEAD", put = "PUT", post = "POST", delete = "DELETE" }

    var method: Method
    var url: String
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]?
    /// Seconds for name look-up, connection and TLS.
    var connectTimeout: Double = 5
    /// Seconds for all of it.
    var timeout: Double = 60
    /// The request may reach the server twice without harm: libcurl may repeat it when a kept connection turns out dead.
    var isRepeatable = true
    /// Link-local addresses (instance metadata) are never behind a proxy.
    var bypassesProxy = false
}
