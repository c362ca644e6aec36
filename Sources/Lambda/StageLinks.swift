import HTTP
import HTTPTypes

/// The links of a site behind a named stage: `/members` on its pages, in redirects and cookies is `/prod/members` for the visitor.
///
/// A site knows nothing of the stages of its API, and its templates say `/members`. So what it answers is changed on its way out: the
/// attributes of HTML that hold addresses, `Location`, and the paths of cookies, where they begin with one `/`.
struct StageLinks: Sendable, Hashable {
    /// `/prod`
    let prefix: String

    /// - Returns: `nil` where visitors see no stage: its name is `$default`, or a domain of the site's own stands for it.
    init?(_ event: HTTPEvent) {
        let context = event.requestContext
        guard let stage = context.stage, !stage.isEmpty, stage != "$default", stage.utf8.allSatisfy(Self.isOfStage),
            context.domainName.map({ $0.hasSuffix(".amazonaws.com") || $0.hasSuffix(".amazonaws.com.cn") }) ?? true,
            let path = event.rawPath ?? context.path ?? event.path, path == "/\(stage)" || path.hasPrefix("/\(stage)/")
        else { return nil }
        prefix = "/\(stage)"
    }

    /// "Stage names can only contain alphanumeric characters, hyphens, and underscores."
    private static func isOfStage(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    func fields(_ fields: HTTPFields) -> HTTPFields {
        var changed = HTTPFields()
        for field in fields {
            let value =
                switch field.name {
                case .location where Self.isRooted(field.value): prefix + field.value
                case .setCookie: cookie(field.value)
                default: field.value
                }
            changed.append(HTTPField(name: field.name, value: value))
        }
        return changed
    }

    /// `Path=/` stays: it holds for the stage too, and a cookie called `__Host-…` must have it.
    private func cookie(_ line: String) -> String {
        line.split(separator: ";", omittingEmptySubsequences: false).map { part in
            let trimmed = part.drop { $0 == " " }
            guard trimmed.lowercased().hasPrefix("path=/"), trimmed.utf8.count > 6 else { return String(part) }
            return " Path=\(prefix)\(trimmed.dropFirst(5))"
        }.joined(separator: ";")
    }

    static func isRooted(_ address: some StringProtocol) -> Bool { address.hasPrefix("/") && !address.hasPrefix("//") }

    func content(_ content: [UInt8], _ fields: HTTPFields) -> [UInt8] {
        let isPage = fields[.contentType]?.lowercased().hasPrefix("text/html") ?? false
        guard isPage, fields[.contentEncoding] == nil else { return content }
        var pages = LinkRewriter(content, prefix: Array(prefix.utf8))
        return pages.rewritten()
    }
}
