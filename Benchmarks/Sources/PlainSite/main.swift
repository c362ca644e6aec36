// Plain text by a whole Satchel site: router, request id, security headers. The settings come from the environment.

import Satchel

var app = App(Settings.load())
app.get("/plaintext", options: [.quiet, .stateless]) { _ in "Hello, World!" }
await app.run()
