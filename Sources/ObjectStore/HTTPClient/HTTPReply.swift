/// What came back.
struct HTTPReply: Sendable {
    var status: Int
    /// Names in lower case, in the order in which they came.
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// The first header of this name (lower case).
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
