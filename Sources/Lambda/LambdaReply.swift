import FoundationEssentials
import HTTP
import HTTPTypes
import Secrets

/// An answer as the service that sent the event wants it.
struct LambdaReply: Encodable, Sendable {
    private var statusCode: Int
    /// Load balancers want "200 OK" beside the number.
    private var statusDescription: String?
    private var headers: [String: String]?
    private var multiValueHeaders: [String: [String]]?
    private var cookies: [String]?
    private var body: String?
    private var isBase64Encoded: Bool?

    /// Status and fields, without content: what goes before a streamed answer.
    init(head: ResponseHead, for kind: HTTPEvent.Kind, links: StageLinks? = nil) {
        statusCode = head.status.code
        let fields = Array(links?.fields(head.fields) ?? head.fields).filter { !Self.isOfTheFront($0.name) }
        switch kind {
        case .httpAPI, .probe:
            headers = Self.single(fields.filter { $0.name != .setCookie })
            let lines = fields.filter { $0.name == .setCookie }.map(\.value)
            cookies = lines.isEmpty ? nil : lines
        case .restAPI: multiValueHeaders = Self.several(fields)
        case .loadBalancer(let isMultiValue):
            statusDescription = "\(head.status.code) \(head.status.reasonPhrase)"
            if isMultiValue {
                multiValueHeaders = Self.several(fields)
            } else {
                headers = Self.single(fields.filter { $0.name != .setCookie }).merging(
                    CookieCasing.names(for: fields.filter { $0.name == .setCookie }.map(\.value)), uniquingKeysWith: { $1 })
            }
        }
    }

    /// With its content: as text where it is UTF-8, which JSON carries unchanged, else in base64.
    /// - Parameter links: where visitors see a stage.
    init(head: ResponseHead, content: [UInt8], for kind: HTTPEvent.Kind, links: StageLinks? = nil) {
        self.init(head: head, for: kind, links: links)
        let content = links?.content(content, head.fields) ?? content
        let text = String(validating: content, as: UTF8.self)
        body = head.sendsContent ? text ?? Base64.encode(content) : ""
        isBase64Encoded = head.sendsContent && text == nil
    }

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .withoutEscapingSlashes
            return Array(try encoder.encode(self))
        }
    }

    /// Several lines of one name are one value (RFC 9110 section 5.3).
    private static func single(_ fields: [HTTPField]) -> [String: String] {
        several(fields).mapValues { $0.joined(separator: ", ") }
    }

    private static func several(_ fields: [HTTPField]) -> [String: [String]] {
        Dictionary(grouping: fields, by: \.name.canonicalName).reduce(into: [:]) { all, group in
            all[group.value[0].name.rawName] = group.value.map(\.value)
        }
    }

    /// The service frames the answer.
    private static func isOfTheFront(_ name: HTTPField.Name) -> Bool {
        [.connection, .contentLength, .date, .transferEncoding, .upgrade].contains(name) || name.canonicalName == "keep-alive"
    }
}
