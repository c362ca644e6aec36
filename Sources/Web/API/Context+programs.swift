import HTTP
import HTTPTypes

extension Context {
    /// Whether the request would rather have JSON than a page: by `Accept`; where that likes both equally, by what came along (a
    /// JSON body, a bearer token).
    public var prefersJSON: Bool {
        guard let html = MediaType("text/html"), let json = MediaType("application/json") else { return false }
        let isProgram = presentsBearer || request.headers[.contentType].flatMap { MediaType($0) }?.isJSON ?? false
        guard isProgram || request.headers.contains(.accept) else { return false }
        return AcceptedTypes(request.headers[.accept]).preferred(among: isProgram ? [json, html] : [html, json]) == json
    }

    /// The token of `Authorization: Bearer` (RFC 6750 section 2.1); `nil` where there is none, and where there are several.
    public var bearerToken: String? {
        let lines = request.headers[values: .authorization]
        guard lines.count == 1, let line = lines.first, presentsBearer else { return nil }
        let token = line.dropFirst(Self.bearer.count).drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }

    /// Whether the request says who it is by a token, good or not. Then no cookie is looked at: a token is a program's.
    public var presentsBearer: Bool {
        guard request.headers.contains(.authorization) else { return false }
        return request.headers[values: .authorization].contains { $0.lowercased().hasPrefix(Self.bearer) }
    }

    private static var bearer: String { "bearer " }

    /// Whether the answer is for a program, on a route that has one.
    var answersPrograms: Bool { route?.options.contains(.json) ?? false && prefersJSON }
}
