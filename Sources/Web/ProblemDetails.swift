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

        enum CodingKeys: String, CodingKey {
            case title, status, detail
            case requestID = "request_id"
        }
    }

    private let content: Content
    private let status: HTTPResponse.Status

    init(_ words: ErrorWords, _ context: Context) {
        status = words.status
        content = Content(
            title: words.title, status: words.status.code, detail: words.message, requestID: context.requestID)
    }

    var response: Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and a number: this can't fail, and an empty body would still have the right status.
        let bytes = (try? encoder.encode(content)).map { Array($0) } ?? []
        return Response(status: status, headers: [.contentType: "application/problem+json"], body: .bytes(bytes))
    }
}
