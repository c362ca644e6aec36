import HTTP
import HTTPTypes

/// Refuses requests that change something and did not come from one of this site's own pages.
///
/// 1. `GET`, `HEAD`, `OPTIONS` change nothing and pass.
/// 2. What a browser says about where the request comes from (`Sec-Fetch-Site`, `Origin`) must be this site.
/// 3. A token must be in `X-CSRF-Token` (or `X-CSRFToken`) or in the form field `csrf_token`, visitors without a session included
///    (sign-in and registration are forged too).
/// 4. JSON needs none where no cookie at all came along: that is a program, not a browser, and a foreign page can't send it unasked
///    anyway (Fetch, "CORS protocol").
/// 5. A bearer token needs none: no browser adds one by itself, and no cookie is looked at beside it. A route for tokens alone needs
///    none either: what comes without one is told so by its guard, with 401.
enum CSRFCheck {
    static func run(_ context: Context) async throws {
        let request = context.request
        guard ![.get, .head, .options].contains(request.method) else { return }
        if let access = context.route?.access, !access.takesSession, access.tokenScope != nil, !context.presentsBearer { return }
        guard comesFromHere(context) else { throw HTTPError(.forbidden, ErrorTexts.foreignForm) }
        if context.presentsBearer { return }
        if let token = request.headers[.csrfToken] ?? request.headers[.csrfTokenAsFlaskHasIt] {
            guard context.verifiesCSRF(token) else { throw refused() }
            return
        }
        let isJSON = request.headers[.contentType].flatMap { MediaType($0) }?.isJSON ?? false
        if isJSON {
            if request.headers.contains(.cookie) { throw refused() }
            return
        }
        guard let token = try await context.form()["csrf_token"], context.verifiesCSRF(token) else { throw refused() }
    }

    private static func comesFromHere(_ context: Context) -> Bool {
        let headers = context.request.headers
        if let site = headers[.secFetchSite], site != "same-origin", site != "none" { return false }
        guard let origin = headers[.origin] else { return true }
        if let base = context.environment.baseURL, origin.lowercased() == base.lowercased() { return true }
        // The scheme is left out: a proxy that ends TLS need not be one that we trust.
        guard let host = context.host, let separator = origin.firstRange(of: "://") else { return false }
        return origin[separator.upperBound...].lowercased() == host.lowercased()
    }

    private static func refused() -> HTTPError { HTTPError(.forbidden, ErrorTexts.staleForm) }
}
