import HTTP
import HTTPTypes

/// From a request's body to a ``Form``.
enum FormReading {
    static func read(_ request: Request, _ limits: FormLimits, takesJSON: Bool = false) async throws -> Form {
        guard let contentType = request.headers[.contentType] else {
            guard case .empty = request.body else { throw HTTPError(.unsupportedMediaType) }
            return Form()
        }
        guard let type = MediaType(contentType), type.isUTF8 else { throw HTTPError(.unsupportedMediaType) }
        switch type.essence {
        case "application/x-www-form-urlencoded":
            let bytes = try await request.body.collect(upTo: limits.bytes)
            let fields = try URLEncodedForm.parse(bytes, limits: .init(fields: limits.fields, bytes: limits.bytes))
            return Form(fields: try checked(fields))
        case "multipart/form-data":
            return try await multipart(request.body, type, limits)
        case _ where takesJSON && type.isJSON:
            return try await json(request.body, limits)
        default:
            throw HTTPError(.unsupportedMediaType, "A form was expected here, not \(type.essence).")
        }
    }

    /// The query of a request target.
    static func query(_ text: Substring?, _ limits: FormLimits) throws -> Form {
        guard let text, !text.isEmpty else { return Form() }
        return Form(fields: try checked(URLEncodedForm.parse(text, limits: .init(fields: limits.fields, bytes: limits.bytes))))
    }

    private static func multipart(_ body: RequestBody, _ type: MediaType, _ limits: FormLimits) async throws -> Form {
        var reading = try MultipartReading(type, limits)
        switch body {
        case .empty: break
        case .bytes(let bytes): try await reading.take(bytes)
        case .stream(let stream):
            if let length = stream.declaredLength, length > limits.uploadBytes {
                throw RequestBody.TooLarge(limit: limits.uploadBytes)
            }
            while let bytes = try await stream.next() { try await reading.take(bytes) }
        }
        let (fields, files) = try reading.finish()
        return Form(fields: try checked(fields), files: files)
    }

    /// Control characters other than those of a text area (tab, CR, LF) are nobody's input.
    static func checked(_ fields: [FormField]) throws -> [FormField] {
        for field in fields {
            for byte in field.value.utf8 where byte < 0x20 && byte != 9 && byte != 10 && byte != 13 || byte == 0x7F {
                throw HTTPError(.badRequest, "A field holds a control character.")
            }
        }
        return fields
    }
}
