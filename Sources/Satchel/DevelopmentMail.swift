import HTTP
import HTTPTypes
import Mail
import Web

/// `/dev/mail`: what a development run would have mailed. From this machine only.
extension Site {
    mutating func addMailbox(_ mailbox: DevelopmentMailbox) {
        builtInTemplates["dev/mail"] = DevelopmentMailPages.list
        builtInTemplates["dev/mail-message"] = DevelopmentMailPages.message
        get("/dev/mail", name: "dev.mail") { context in
            try Self.checkLocal(context)
            return Page("dev/mail", ["mails": mailbox.messages.map(Self.row)])
        }
        get("/dev/mail/:id", name: "dev.mail-message") { context in
            let mail = try Self.find(context, in: mailbox)
            return Page("dev/mail-message", ["mail": Self.row(mail)])
        }
        get("/dev/mail/:id/html") { context in
            let mail = try Self.find(context, in: mailbox)
            var answer = Response.text(mail.html ?? "", contentType: "text/html; charset=utf-8")
            // A mail has its styles inline; nothing else of it is let loose.
            if let name = HTTPField.Name("Content-Security-Policy") {
                answer.headers[name] =
                    "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups; frame-ancestors 'self'"
            }
            return answer
        }
    }

    private static func find(_ context: Context, in mailbox: DevelopmentMailbox) throws -> MailMessage {
        try checkLocal(context)
        let id = try context.parameters["id"]
        guard let mail = mailbox.messages.first(where: { $0.id == id }) else { throw HTTPError(.notFound) }
        return mail
    }

    /// The page holds other people's links: for others than this machine it is not there. The host is looked at too, because a
    /// page elsewhere may give this machine a name of its own (DNS rebinding).
    private static func checkLocal(_ context: Context) throws {
        let isNear = context.clientAddress == "::1" || context.clientAddress.hasPrefix("127.")
        let name = (context.host ?? "").lowercased()
        let isLocal = ["localhost", "127.0.0.1", "[::1]"].contains { name == $0 || name.hasPrefix($0 + ":") }
        guard isNear, isLocal else { throw HTTPError(.notFound) }
    }

    private static func row(_ mail: MailMessage) -> [String: any Sendable] {
        [
            "url": "/dev/mail/" + mail.id, "to": mail.to.address, "from": mail.from.address, "subject": mail.subject,
            "text": mail.text, "date": "\(mail.date)",
        ]
    }
}

/// The two pages, which stand in the program and not beside a site's own.
enum DevelopmentMailPages {
    static let list = """
        {{<layout}}
        {{$title}}Mails{{/title}}
        {{$content}}
          <section class="panel wide">
            <h1>Mails of this run</h1>
            <p class="lead">No mail server is set, so mails end here. In production this page does not exist.</p>
            <ul class="rows">
              {{#mails}}<li><p><a href="{{url}}">{{subject}}</a><br>to {{to}}, {{date}}</p></li>{{/mails}}
              {{^mails}}<li>None so far.</li>{{/mails}}
            </ul>
          </section>
        {{/content}}
        {{/layout}}
        """
    static let message = """
        {{<layout}}
        {{$title}}{{mail.subject}}{{/title}}
        {{$content}}
          <section class="panel wide">
            <h1>{{mail.subject}}</h1>
            <p class="lead">From {{mail.from}} to {{mail.to}}, {{mail.date}}</p>
            <iframe class="mail" src="{{mail.url}}/html" title="The mail as HTML" sandbox="allow-popups"></iframe>
            <h2>As text</h2>
            <pre class="mail" tabindex="0">{{mail.text}}</pre>
            <p class="aside"><a href="/dev/mail">All mails</a></p>
          </section>
        {{/content}}
        {{/layout}}
        """
}
