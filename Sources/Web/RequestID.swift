import HTTP
import HTTPTypes
import Secrets

/// The name of a request in headers and logs.
enum RequestID {
    /// Fifteen letters: the longest text that Swift keeps without a block of its own.
    private static let bits = 88
    private static let stock = RandomStock()

    /// The front's own, or a trusted proxy's where it is short and plain; a new one otherwise.
    static func of(_ request: Request, isBehindProxy: Bool) -> String {
        if let given = request.connection.requestID { return given }
        if isBehindProxy, let given = request.headers[.xRequestID], isSane(given) { return given }
        return stock.token(bits: bits)
    }

    private static func isSane(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
