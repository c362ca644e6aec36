import HTTPTypes

/// The error page of a site that has none of its own.
struct PlainErrorPage {
    let html: String

    init(_ words: ErrorWords, _ context: Context) {
        let escape = HTMLEscaping.escape
        html = """
            <!doctype html>
            <html lang="\(escape(context.language.tag))">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escape(words.title)) – \(escape(context.environment.appName))</title>
            <link rel="stylesheet" href="/style.css">
            </head>
            <body>
            <main>
            <h1>\(escape(words.title))</h1>
            <p>\(escape(words.message))</p>
            <p><a href="/">Home</a></p>
            <p><small>\(words.status.code) · \(escape(context.requestID))</small></p>
            </main>
            </body>
            </html>

            """
    }
}
