import HTTP
import HTTPTypes
import Synchronization

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
        do {
            return try JSONReading.decode(type, from: bytes)
        } catch let error as DecodingError {
            throw HTTPError(.badRequest, Self.words(error))
        }
    }

    private static func words(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let place): "\(path(place.codingPath + [key])) is missing."
        case .typeMismatch(let type, let place): "\(path(place.codingPath)) must be \(kind(type))."
        case .valueNotFound(_, let place): "\(path(place.codingPath)) must not be null."
        case .dataCorrupted(let place):
            if place.codingPath.isEmpty {
                "The body is not JSON."
            } else if place.debugDescription == JSONReading.noMoment {
                "\(path(place.codingPath)) must be a moment like 2026-01-31T12:00:00Z."
            } else {
                "\(path(place.codingPath)) is not a value that fits."
            }
        @unknown default: "The body does not fit."
        }
    }

    /// A Swift type in the words of JSON.
    private static func kind(_ type: any Any.Type) -> String {
        switch type {
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "an object"
        default: "of another type"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let path = keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return path.isEmpty ? "The body" : "\"\(path)\""
    }
}
