import FoundationEssentials
import HTTP
import Secrets

/// What the runtime API wants to know of a failure ("Invocation error", "Initialization error" in the developer guide).
struct FailureReport: Encodable, Sendable {
    /// `Category.Reason`
    let errorType: String
    let errorMessage: String
    let stackTrace: [String] = []

    private enum CodingKeys: CodingKey { case errorType, errorMessage, stackTrace }

    init(type: String, message: String) {
        errorType = type
        errorMessage = message
    }

    /// Texts and nothing else: there is nothing in it that could fail to be encoded.
    var json: [UInt8] { (try? JSONEncoder().encode(self)).map { Array($0) } ?? Array("{}".utf8) }

    /// How a failure is told at the end of a streamed answer.
    var trailers: [FormField] {
        [
            FormField(name: "Lambda-Runtime-Function-Error-Type", value: errorType),
            FormField(name: "Lambda-Runtime-Function-Error-Body", value: Base64.encode(json)),
        ]
    }
}
