/// What came back.
package struct HTTPReply: Sendable {
    package var status: Int
    /// Names in lower case, in the order in which they came.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    /// The first header of this name (lower case).
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
