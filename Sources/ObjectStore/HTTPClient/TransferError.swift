/// A request without a whole answer.
struct TransferError: Error, Sendable, CustomStringConvertible {
    enum Progress: Sendable {
        /// No byte of the body (or of a request without one) was sent: the server can't have applied it.
        case nothingSent
        /// The server may have the request.
        case sent
        /// The answer began and was cut off.
        case answerCut
    }

    let progress: Progress
    /// libcurl's number, `libcurl-errors(3)`.
    let code: UInt32
    let reason: String

    var description: String { "\(reason) (libcurl \(code))" }
}
