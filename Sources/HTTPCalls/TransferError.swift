/// A request without a whole answer.
package struct TransferError: Error, Sendable, CustomStringConvertible {
    package enum Progress: Sendable {
        /// No byte of the body (or of a request without one) was sent: the server can't have applied it.
        case nothingSent
        /// The server may have the request.
        case sent
        /// The answer began and was cut off.
        case answerCut
    }

    package let progress: Progress
    /// libcurl's number, `libcurl-errors(3)`.
    package let code: UInt32
    package let reason: String

    package var description: String { "\(reason) (libcurl \(code))" }
}
