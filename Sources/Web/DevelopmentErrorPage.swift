import Database
import HTTP
import HTTPTypes
import Secrets

/// What a developer sees where a visitor would see "Something went wrong". Everything on it is escaped; headers, cookies and
/// bodies are left out, since pages end up in screenshots.
struct DevelopmentErrorPage {
    let response: Response

    init(_ words: ErrorWords, _ error: any Error, trace: ThrowTrace?, _ context: Context) {
        let escape = HTMLEscaping.escape
        let rows = Self.facts(error, context).map { "<dt>\(escape($0))</dt><dd>\(escape($1))</dd>" }.joined(separator: "\n")
        let html = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(words.status.code) \(escape(words.title))</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <h1>\(escape("\(type(of: error))"))</h1>
            <pre>\(escape("\(error)"))</pre>
            \(Self.evidence(error))
            \(Self.causes(error))
            \(Self.way(trace))
            <dl>
            \(rows)
            </dl>
            \(Self.log(context))
            <p>This page is shown in development only.</p>
            </body>
            </html>

            """
        var response = Response.text(html, status: words.status, contentType: "text/html; charset=utf-8")
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'sha256-\(Self.styleHash)'; frame-ancestors 'none'"
        self.response = response
    }

    /// Values of the query are left out too: they may be secrets.
    private static func facts(_ error: any Error, _ context: Context) -> [(String, String)] {
        let names = context.query.fields.map { "\($0.name)=…" }.joined(separator: "&")
        var facts = [
            ("Request", "\(context.request.method) \(context.request.path)" + (names.isEmpty ? "" : "?" + names)),
            ("Route", context.route?.pattern ?? "none"),
        ]
        if let route = context.route { facts.append(("Handler", route.place)) }
        if let name = context.route?.guardName { facts.append(("Guard", name)) }
        if let steps = context.notes?.steps, !steps.isEmpty { facts.append(("Passed", steps.joined(separator: ", "))) }
        if let content = context.request.headers[.contentType] { facts.append(("Content", content)) }
        facts += [("Client", context.clientAddress), ("Request id", context.requestID)]
        return facts
    }

    private static let style = """
        :root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
        h1{color:#c1121f}h2{font-size:1rem;margin-bottom:0}pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:1rem;border:1px solid #8886;border-radius:.5rem}\
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{font-weight:600}dd{margin:0}
        """

    /// The policy allows this very style and no other (CSP3 section 2.3.1; its grammar knows base64url).
    private static let styleHash: String = {
        let hash = Base64URL.encode(Digest.sha256(Array(style.utf8)))
        return hash + String(repeating: "=", count: (4 - hash.utf8.count % 4) % 4)
    }()
}
