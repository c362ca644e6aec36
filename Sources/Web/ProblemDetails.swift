import FoundationEssentials
import HTTP
import HTTPTypes

/// An error for programs (RFC 9457).
struct ProblemDetails {
    private struct Content: Encodable {
        let title: String
        let status: Int
        let detail: String
        let requestID: String
        var errors: [Field]?
        var location: String?

        enum CodingKeys: String, CodingKey {
            case title, status, detail, errors, location
            case requestID = "request_id"
        }
    }

    /// What is wrong, and in which field.
    struct Field: Encodable {
        let field: String?
        let detail: String
    }

    private let content: Content
    private let status: HTTPResponse.Status

    init(_ words: ErrorWords, errors: [Field] = [], _ context: Context) {
        status = words.status
        content = Content(
            title: words.title, status: words.status.code, detail: words.message, requestID: context.requestID,
            errors: errors.isEmpty ? nil : errors)
    }

    /// Of a form that was not accepted.
    init(_ status: HTTPResponse.Status, errors: [Field], _ context: Context) {
        let words = ErrorWords(HTTPError(status, errors.map(\.detail).joined(separator: " ")), in: context.language)
        self.init(words, errors: errors, context)
    }

    /// Of a page that is elsewhere for this visitor, with the words that wait for them.
    init(refusedTo location: String, _ context: Context) {
        let words = ErrorWords(
            HTTPError(.forbidden, context.takeFlashes().map(\.text).joined(separator: " ")), in: context.language)
        status = .forbidden
        content = Content(
            title: words.title, status: status.code, detail: words.message, requestID: context.requestID, location: location)
    }

    var response: Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and a number: this can't fail, and an empty body would still have the right status.
        let bytes = (try? encoder.encode(content)).map { Array($0) } ?? []
        return Response(status: status, headers: [.contentType: "application/problem+json"], body: .bytes(bytes))
    }
}
