/// A media type (RFC 9110 section 8.3.1): `text/html; charset=utf-8`. Type, subtype and parameter names are lowercase.
public struct MediaType: Sendable, Hashable, CustomStringConvertible {
    /// A parameter: `charset=utf-8`.
    public struct Parameter: Sendable, Hashable {
        /// In lowercase.
        public var name: String
        /// Unquoted.
        public var value: String
    }

    /// `text`
    public let type: String
    /// `html`
    public let subtype: String
    /// In their order.
    public let parameters: [Parameter]

    /// `nil` where it is not `type/subtype` of two tokens. Broken parameters are left out.
    public init?(_ text: some StringProtocol) {
        let pieces = QuotedList.split(String(text), at: ";")
        guard let essence = pieces.first, !text.trimmingBlanks.hasPrefix(";") else { return nil }
        let halves = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && $0.isMade(of: .token) }) else { return nil }
        type = halves[0].lowercased()
        subtype = halves[1].lowercased()
        parameters = pieces.dropFirst().compactMap {
            QuotedList.parameter($0).map { Parameter(name: $0.name, value: $0.value) }
        }
    }

    /// Type and subtype without parameters: `text/html`.
    public var essence: String { "\(type)/\(subtype)" }

    /// The first parameter of a name, in any case.
    public subscript(parameter name: String) -> String? {
        parameters.first { $0.name.isEqualIgnoringCase(name) }?.value
    }

    public var description: String {
        parameters.reduce(essence) { text, parameter in
            let isToken = !parameter.value.isEmpty && parameter.value.isMade(of: .token)
            return text + "; \(parameter.name)=" + (isToken ? parameter.value : QuotedList.quote(parameter.value))
        }
    }
}
