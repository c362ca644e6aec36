import HTTPTypes

extension RequestRefusal {
    /// A small page that says the status and nothing about the server.
    public var answer: Response { .plainPage(status) }
}

extension Response {
    /// A page of the status alone, for what never reaches a handler.
    public static func plainPage(_ status: HTTPResponse.Status) -> Response {
        let title = "\(status.code) \(status.reasonPhrase)"
        let html = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title)</title></head><body><h1>\(title)</h1></body></html>

            """
        var response = Response.text(html, status: status, contentType: "text/html; charset=utf-8")
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.contentSecurityPolicy] = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
        return response
    }
}
