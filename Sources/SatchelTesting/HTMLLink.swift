/// A link of a page.
public struct HTMLLink: Sendable, Hashable {
    /// Its `href`, as it stands there.
    public var reference: String
    /// What it says, white space collapsed.
    public var text: String
}

extension HTMLScanner {
    /// The links of the page, in order.
    var links: [HTMLLink] {
        var links: [HTMLLink] = []
        var isInLink = false
        for token in tokens {
            switch token {
            case .open("a", let attributes):
                guard let reference = attributes["href"] else { continue }
                links.append(HTMLLink(reference: reference, text: ""))
                isInLink = true
            case .close("a"): isInLink = false
            case .text(let text) where isInLink: links[links.count - 1].text += text
            default: break
            }
        }
        return links.map { HTMLLink(reference: $0.reference, text: $0.text.collapsingSpaces) }
    }
}
