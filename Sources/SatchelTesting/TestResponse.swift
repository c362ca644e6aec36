public import HTTPTypes
import Satchel

/// An answer with its whole body, and the target that it answers (after redirects: the last one).
public struct TestResponse: Sendable {
    /// Path and query.
    public let target: String
    /// The status of the last answer.
    public let status: HTTPResponse.Status
    /// Its header fields.
    public let headers: HTTPFields
    /// All of its content.
    public let body: [UInt8]
    let origin: String

    /// The body as UTF-8.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// What a person sees of a page: its text without tags, white space collapsed, entities decoded.
    public var visibleText: String { HTMLScanner(text).visibleText }

    /// The body as a value, dates by RFC 3339 as a site reads them. Fails with the body where it is not JSON of that shape.
    public func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONReading.decode(type, from: body)
        } catch {
            throw TestFailure("\(target) (\(status)) is no JSON of \(type): \(error): \(text.prefix(1000))")
        }
    }

    /// The `Location` field.
    public var location: String? { headers[.location] }

    /// The forms of the page, in order.
    public var forms: [HTMLForm] { HTMLScanner(text).forms }

    /// The links of the page, in order.
    public var links: [HTMLLink] { HTMLScanner(text).links }

    /// Where a redirect leads, when this answer is one and it stays on this host.
    var redirectTarget: String? {
        guard [301, 302, 303, 307, 308].contains(status.code), let location else { return nil }
        return localTarget(of: location)
    }

    /// Where a reference of this page leads; `nil` where that is another host.
    func localTarget(of reference: String) -> String? {
        for scheme in ["http://", "https://"] where reference.hasPrefix(scheme) {
            let rest = reference.dropFirst(scheme.count)
            guard rest == origin || rest.hasPrefix(origin + "/") || rest.hasPrefix(origin + "?") else { return nil }
            let path = rest.dropFirst(origin.count)
            return path.hasPrefix("/") ? String(path) : "/" + path
        }
        return reference.hasPrefix("mailto:") || reference.hasPrefix("//") ? nil : resolve(reference)
    }

    /// A reference of this page (`/a`, `?q=1`, `b`, "") as a request target, without its fragment.
    func resolve(_ reference: String) -> String {
        let reference = reference.prefix { $0 != "#" }
        let path = target.prefix { $0 != "?" }
        if reference.isEmpty { return target }
        if reference.hasPrefix("/") { return String(reference) }
        if reference.hasPrefix("?") { return String(path + reference) }
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return String(folder + reference)
    }

    /// The form that has all these fields and this button; fails with what there is instead.
    func form(having fields: [String], button: String?) throws -> HTMLForm {
        let all = forms
        let fitting = all.filter { form in
            fields.allSatisfy { form.field($0) != nil } && (button.map { form.button($0) != nil } ?? true)
        }
        if let form = fitting.first, fitting.count == 1 || !fields.isEmpty || button != nil { return form }
        let wanted = (fields + (button.map { ["button “\($0)”"] } ?? [])).joined(separator: ", ")
        let found = all.isEmpty ? "none" : all.map(\.summary).joined(separator: "; ")
        throw TestFailure(
            fitting.isEmpty
                ? "\(target) (\(status)) has no form with: \(wanted). Its forms: \(found)"
                : "\(target) has several forms: name a field or a button. Its forms: \(found)")
    }
}
