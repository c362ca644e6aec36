import Foundation
import Mail
import TestServices
import Testing

@Suite("A mail as bytes")
struct MailMessageTests {
    static func message(subject: String = "Hello", text: String = "Hello.\n", html: String? = nil, name: String? = nil) throws
        -> MailMessage
    {
        MailMessage(
            from: try #require(MailAddress("site@example.org", name: "The site")),
            to: try #require(MailAddress("ada@example.net", name: name)), subject: subject, text: text, html: html,
            date: Date(timeIntervalSince1970: 1_772_530_200))
    }

    /// What Python's `email`, another's implementation, reads out of the bytes.
    struct Read: Decodable {
        let subject, to, from, date, text: String
        let html: String?
        let defects: Int
        let headers: [String]
    }

    static func read(_ message: MailMessage) throws -> Read {
        let script = """
            import sys, json, email, email.policy
            m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
            part = lambda kind: (lambda p: p.get_content() if p else None)(m.get_body((kind,)))
            parts = list(m.walk())
            print(json.dumps(dict(subject=m['subject'], to=str(m['to']), frm=0, date=m['date'].datetime.isoformat(),
                text=part('plain'), html=part('html'), headers=m.keys(), defects=sum(len(p.defects) for p in parts),
                **{'from': str(m['from'])})))
            """
        return try JSONDecoder().decode(Read.self, from: try python(script, input: message.bytes))
    }

    static func python(_ script: String, input: [UInt8]) throws -> Data {
        let (code, output) = try Command.run(try Service.python, ["-c", script], input: Data(input))
        #expect(code == 0, "\(String(decoding: output, as: UTF8.self))")
        return output
    }

    @Test("is plain ASCII where it can be, with date, id and a word against automatic answers")
    func plain() throws {
        let text = String(decoding: try Self.message().bytes, as: UTF8.self)
        #expect(
            text.hasPrefix(
                "Date: Tue, 03 Mar 2026 09:30:00 +0000\r\nFrom: The site\r\n <site@example.org>\r\nTo: ada@example.net\r\n"))
        #expect(text.contains("\r\nSubject: Hello\r\n"))
        #expect(text.contains("\r\nAuto-Submitted: auto-generated\r\n"))
        #expect(text.firstMatch(of: /\r\nMessage-ID: <[A-Za-z0-9_-]{24}@example.org>\r\n/) != nil)
        #expect(text.hasSuffix("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nHello.\r\n"))
    }

    static let texts = [
        "", "Hello.\n", "Grüße an alle — 你好 🦊\n", String(repeating: "a long line ", count: 50) + "\n",
        "trailing blank \nand tab\t\n",
        ".\n..\n.leading dots\n", "From here on\n", "a = b =3D c\n", "one\rtwo\r\nthree\n\n\nsix",
        String(repeating: "你好", count: 500) + "\n",
        "nul \u{0} and bell \u{7}\n", String(repeating: "é", count: 80) + "\n",
    ]

    @Test("gives back its text, whatever it is, in short ASCII lines", arguments: texts)
    func bodies(_ text: String) throws {
        let message = try Self.message(text: text, html: "<p>\(text)</p>")
        for line in String(decoding: message.bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false) {
            #expect(line.utf8.count <= 78)
        }
        #expect(message.bytes.allSatisfy { $0 == 13 || $0 == 10 || (32...126).contains($0) })
        let read = try Self.read(message)
        let lines = { (text: String) in
            text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").trimmingCharacters(
                in: CharacterSet(charactersIn: "\n"))
        }
        #expect(lines(read.text) == lines(text))
        #expect(lines(read.html ?? "") == lines("<p>\(text)</p>"))
        #expect(read.defects == 0)
    }

    @Test(
        "carries any subject and name, and neither can add a header",
        arguments: [
            "Hello", "Grüße 🦊", "a\r\nBcc: eve@example.org", "a\nX: y", "=?utf-8?B?SGk=?=", "", " blanks ", "a\"b\\c, <d@e.f>",
            String(repeating: "long ", count: 60), String(repeating: "🦊", count: 60), "nul \u{0}",
        ])
    func headers(_ words: String) throws {
        let read = try Self.read(try Self.message(subject: words, name: words))
        #expect(
            read.headers == [
                "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type",
                "Content-Transfer-Encoding",
            ])
        let shown = String(String.UnicodeScalarView(words.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
        #expect(read.subject == shown)
        #expect(read.to.hasSuffix("ada@example.net>") || read.to == "ada@example.net")
        #expect(read.from == "The site <site@example.org>")
        #expect(read.date == "2026-03-03T09:30:00+00:00")
    }

    @Test("keeps its id when it is stored and read again")
    func identity() throws {
        let message = try Self.message(html: "<p>Hello</p>")
        let again = try JSONDecoder().decode(MailMessage.self, from: JSONEncoder().encode(message))
        #expect(again == message)
        #expect(try Self.message().id != message.id)
    }
}
