import HTTPTypes

/// What an error page says.
struct ErrorWords: Sendable {
    let status: HTTPResponse.Status
    let title: String
    let message: String

    init(_ error: HTTPError, in language: Language) {
        status = error.status
        let own = Self.own[error.status.code]
        let isOurs = error.status.kind == .serverError
        let general = isOurs ? "Something went wrong" : "This did not work"
        let name = own == nil ? (isOurs ? "server" : "client") : "\(error.status.code)"
        title = language.string(Text("error.\(name).title", or: own?.title ?? general))
        let text = error.text ?? own.map { Text("error.\(name).message", or: $0.message) }
        message = error.message.isEmpty ? text.map(language.string) ?? error.status.reasonPhrase : error.message
    }

    /// For `error.mustache`.
    var variables: [String: any Sendable] { ["status": status.code, "title": title, "message": message] }

    static let own: [Int: (title: String, message: String)] = [
        400: ("Bad request", "The request could not be understood."),
        401: ("Sign in first", "This page is for people who are signed in."),
        403: ("Not allowed", "You may not see or do this."),
        404: ("Not found", "There is nothing at this address."),
        405: ("Method not allowed", "This address does not answer that kind of request."),
        413: ("Too large", "That is more than is accepted here."),
        415: ("Unsupported content", "This kind of content is not accepted here."),
        421: ("Wrong host", "This site has another name."),
        422: ("Not accepted", "Something in what was sent is missing or wrong. Nothing was changed."),
        429: ("Too many requests", "Please wait a moment before you try again."),
        500: ("Something went wrong", "This is our mistake, not yours. It was noted; please try again later."),
        503: ("Not available", "The site can't answer just now. Please try again in a moment."),
    ]
}
