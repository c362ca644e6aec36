import Synchronization
import FoundationEssentials
import Database
import HTTP
import HTTPTypes

extension Context {
    /// The submitted form (urlencoded or multipart), parsed once. 415 for other content types, 413 where it is too big, 400 for
    /// broken encodings and control characters. On routes with the option `json` a JSON object is a form too.
    public func form() async throws -> Form {
        if let result = state.withLock({ $0.form }) { return try result.get() }
        let result: Result<Form, any Error>
        do {
            let limits = route?.formLimits ?? environment.formLimits
            let takesJSON = route?.options.contains(.json) ?? false
            result = .success(try await FormReading.read(request, limits, takesJSON: takesJSON))
        } catch {
            result = .failure(error)
        }
        state.withLock { $0.form = result }
        return try result.get()
    }

    /// The JSON body as `type`; 400 with the place where it does not fit, 415 where it is not JSON, 413 beyond `limit` bytes.
    public func json<Body: Decodable>(_ type: Body.Type, limit: Int = 1 << 20) async throws -> Body {
        guard let contentType = request.headers[.contentType].flatMap({ MediaType($0) }), contentType.isJSON else {
            throw HTTPError(.unsupportedMediaType, "JSON was expected here.")
        }
        let bytes = try await request.body.collect(upTo: limit)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom(Self.date)
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw HTTPError(.badRequest, Self.words(error))
        }
    }

    /// RFC 3339: a day, a time and an offset, each within its range. Foundation's own reading lets 12:99 be 13:39.
    private static func date(from decoder: any Decoder) throws -> Date {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self).uppercased()
        guard hasTimeAndOffset(Array(text.utf8)), let moment = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a moment of RFC 3339")
        }
        return Date(timeIntervalSince1970: Double(moment.microseconds) / 1_000_000)
    }

    /// A database takes a day alone, a time without seconds, and a moment without an offset as well.
    private static func hasTimeAndOffset(_ text: [UInt8]) -> Bool {
        guard text.count >= 20, text[10] == UInt8(ascii: "T"), text[16] == UInt8(ascii: ":") else { return false }
        let end = text.suffix(6)
        let signs: [UInt8?] = [UInt8(ascii: "+"), UInt8(ascii: "-")]
        return text.last == UInt8(ascii: "Z") || (signs.contains(end.first) && end[end.startIndex + 3] == UInt8(ascii: ":"))
    }

    private static func words(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let place): "\(path(place.codingPath + [key])) is missing."
        case .typeMismatch(_, let place): "\(path(place.codingPath)) is of another type than expected."
        case .valueNotFound(_, let place): "\(path(place.codingPath)) must not be null."
        case .dataCorrupted(let place):
            place.codingPath.isEmpty ? "The body is not JSON." : "\(path(place.codingPath)) is not a value that fits."
        @unknown default: "The body does not fit."
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let path = keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return path.isEmpty ? "The body" : "\"\(path)\""
    }
}
