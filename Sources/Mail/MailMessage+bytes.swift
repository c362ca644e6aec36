// The message as it goes over the wire:
//
//     headers           ASCII, each at most 78 characters, folded where longer (RFC 5322 section 2.1.1)
//     text alone        text/plain
//     text and HTML     multipart/alternative, the text first: the last part that a reader knows is shown (RFC 2046, 5.1.4)
//
// 1. Every line ends with CR LF and has at most 76 characters; no byte is above 126.
// 2. No text of a visitor's stands in a header but through EncodedWord or MailAddress.
// 3. The boundary is random, so no part can hold it.

import FoundationEssentials
import Secrets

extension MailMessage {
    /// RFC 5322, ready for SMTP's `DATA` but for the doubling of leading dots.
    public var bytes: [UInt8] {
        let boundary = "=_" + Randomness.token(bits: 144)
        var lines = headers
        guard let html else {
            return Array((lines.joined(separator: "\r\n") + "\r\n" + Self.part(text, "plain")).utf8)
        }
        lines.append("Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"")
        let body =
            "\r\n--\(boundary)\r\n" + Self.part(text, "plain") + "\r\n--\(boundary)\r\n" + Self.part(html, "html")
            + "\r\n--\(boundary)--\r\n"
        return Array((lines.joined(separator: "\r\n") + "\r\n" + body).utf8)
    }

    private var headers: [String] {
        var lines = [
            "Date: " + Self.date(date),
            "From: " + Self.mailbox(from),
            "To: " + Self.mailbox(to),
        ]
        if let replyTo { lines.append("Reply-To: " + Self.mailbox(replyTo)) }
        lines += [
            "Subject: " + EncodedWord.encode(subject, after: "Subject: ".utf8.count),
            "Message-ID: <\(id)>",
            "MIME-Version: 1.0",
            // RFC 3834 section 5: no holiday notices in answer.
            "Auto-Submitted: auto-generated",
        ]
        return lines
    }

    /// Headers and body of one part.
    private static func part(_ text: String, _ subtype: String) -> String {
        let body = MailBody(text)
        return "Content-Type: text/\(subtype); charset=utf-8\r\nContent-Transfer-Encoding: \(body.encoding.rawValue)\r\n\r\n"
            + body.text
    }

    /// `Ada <ada@example.org>`; the address on a line of its own where a name is long.
    private static func mailbox(_ address: MailAddress) -> String {
        guard let name = address.name else { return address.address }
        return EncodedWord.phrase(name) + "\r\n <\(address.address)>"
    }

    /// `Tue, 03 Mar 2026 09:30:00 +0000` (RFC 5322 section 3.3).
    private static func date(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.weekday, .day, .month, .year, .hour, .minute, .second], from: date)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let two = { (number: Int?) in (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        return "\(days[(parts.weekday ?? 1) - 1]), \(two(parts.day)) \(months[(parts.month ?? 1) - 1]) \(parts.year ?? 1970) "
            + "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)) +0000"
    }
}
