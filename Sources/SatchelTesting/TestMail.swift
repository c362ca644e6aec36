import Satchel

/// A mail that the site has sent.
public struct TestMail: Sendable, Hashable {
    /// The address that it went to.
    public let to: String
    /// The sender's address.
    public let from: String
    /// As its reader sees it.
    public let subject: String
    /// The plain text.
    public let text: String
    /// The same as HTML; `nil` where it has none.
    public let html: String?

    init(_ mail: DeliveredMail) {
        (to, from, subject, text, html) = (mail.to, mail.from, mail.subject, mail.text, mail.html)
    }

    /// The links of its text, in order.
    public var links: [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init).filter {
            $0.hasPrefix("https://") || $0.hasPrefix("http://")
        }
    }

    /// The first link, as a target for ``TestClient/get(_:headers:redirects:)``: without scheme and host. Fails where there is none.
    public var link: String {
        get throws {
            guard let link = links.first, let start = link.firstRange(of: "://")?.upperBound else {
                throw TestFailure("the mail “\(subject)” to \(to) has no link: \(text)")
            }
            return link[start...].firstIndex(of: "/").map { String(link[$0...]) } ?? "/"
        }
    }
}
