import Blocking
import Database
import HTTP
import HTTPTypes
import Logging

/// From an error to the answer that a visitor gets.
enum ErrorAnswer {
    static func response(to error: any Error, _ context: Context) async -> Response {
        if let refusal = error as? Refusal {
            // Where people are led elsewhere, a program is told why.
            if let redirect = refusal.answer as? Redirect, context.prefersJSON {
                return ProblemDetails(refusedTo: redirect.location, context).response
            }
            do {
                return try await refusal.answer.response(in: context)
            } catch {
                // A refusal is an answer already; one that fails in turn is an ordinary error.
                return await response(to: error is Refusal ? HTTPError(.forbidden) : error, context)
            }
        }
        let visible = visible(error)
        var trace: ThrowTrace?
        if visible.status.kind == .serverError {
            if context.environment.mode == .development { trace = await ThrowTrace.of(error) }
            log(error, visible.status, at: trace, context)
        }
        var response = await page(visible, of: error, trace, context)
        for field in visible.headers { response.headers[field.name] = field.value }
        return response
    }

    /// What the visitor may know of it.
    static func visible(_ error: any Error) -> HTTPError {
        switch error {
        case let error as HTTPError: error
        case let error as RequestBody.TooLarge: HTTPError(.contentTooLarge, ErrorTexts.tooLarge(error.limit))
        case FormError.tooLarge(let limit): HTTPError(.contentTooLarge, ErrorTexts.tooLarge(limit))
        case let error as FormError: HTTPError(.badRequest, "The form could not be read: \(error).")
        case is BlockingQueue.Overloaded: unavailable(ErrorTexts.crowded, after: 1)
        case let error as DatabaseError: visible(error)
        default: HTTPError(.internalServerError)
        }
    }

    private static func visible(_ error: DatabaseError) -> HTTPError {
        switch error.kind {
        case .unavailable(let after):
            unavailable(ErrorTexts.unreachable, after: after ?? 2)
        case .busy: unavailable(ErrorTexts.busy, after: 1)
        case .outcomeUnknown:
            unavailable(ErrorTexts.unknown, after: 2)
        case .stale: HTTPError(.conflict, ErrorTexts.stale)
        default: HTTPError(.internalServerError)
        }
    }

    private static func unavailable(_ text: Text, after seconds: Double) -> HTTPError {
        let whole = Int(min(max(seconds, 1), 3600).rounded(.up))
        return HTTPError(.serviceUnavailable, text, headers: [.retryAfter: String(whole)])
    }

    private static func log(_ error: any Error, _ status: HTTPResponse.Status, at trace: ThrowTrace?, _ context: Context) {
        var metadata: Logger.Metadata = [
            "error": "\(error)", "type": "\(type(of: error))", "status": "\(status.code)",
            "method": "\(context.request.method)", "route": "\(context.route?.pattern ?? "-")",
        ]
        if let frame = trace?.innermostOwn { metadata["thrown_at"] = "\(frame.place)" }
        context.logger.error("request failed", metadata: metadata)
    }

    private static func page(_ visible: HTTPError, of error: any Error, _ trace: ThrowTrace?, _ context: Context) async
        -> Response
    {
        let words = ErrorWords(visible, in: context.language)
        if context.prefersJSON {
            let errors = visible.errors.map { ProblemDetails.Field(field: $0.field, detail: $0.detail) }
            return ProblemDetails(words, errors: errors, context).response
        }
        if context.environment.mode == .development, !(error is HTTPError), visible.status.kind == .serverError {
            return DevelopmentErrorPage(words, error, trace: trace, context).response
        }
        let html = await siteOwn(words, of: error, context) ?? PlainErrorPage(words, context).html
        return .text(html, status: visible.status, contentType: "text/html; charset=utf-8")
    }

    /// The site's `error` template, where it has one that works: with the site's variables, or without them where they are
    /// what fails (the database is gone, say).
    private static func siteOwn(_ words: ErrorWords, of error: any Error, _ context: Context) async -> String? {
        guard let library = try? context.site.templates.current(), library.contains("error") else { return nil }
        let page = Page("error", words.variables)
        if !(error is DatabaseError), let html = try? await context.render(page) { return html }
        return try? await context.render("error", page.variables)
    }
}
