import HTTP
import HTTPTypes

/// From a request's body to a ``Form``.
enum FormReading {
    static func read(_ request: Request, _ limits: FormLimits) async throws -> Form {
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
            return try multipart(try await request.body.collect(upTo: limits.uploadBytes), type, limits)
        default:
            throw HTTPError(.unsupportedMediaType, "A form was expected here, not \(type.essence).")
        }
    }

    /// The query of a request target.
    static func query(_ text: Substring?, _ limits: FormLimits) throws -> Form {
        guard let text, !text.isEmpty else { return Form() }
        return Form(fields: try checked(URLEncodedForm.parse(text, limits: .init(fields: limits.fields, bytes: limits.bytes))))
    }

    private static func multipart(_ bytes: [UInt8], _ type: MediaType, _ limits: FormLimits) throws -> Form {
        let bounds = MultipartParser.Limits(
            parts: limits.fields, partBytes: limits.uploadBytes, totalBytes: limits.uploadBytes)
        let parts = try MultipartForm(bytes, contentType: type, limits: bounds).fields
        var fields: [FormField] = []
        var files: [(name: String, file: UploadedFile)] = []
        for (index, field) in parts.enumerated() {
            if let filename = field.part.filename {
                guard !filename.isEmpty || !field.bytes.isEmpty else { continue }
                let file = UploadedFile(filename: filename, contentType: field.part.contentType, bytes: field.bytes)
                files.append((field.part.name, file))
            } else {
                guard let text = field.text else { throw FormError.badEncoding(field: index) }
                fields.append(FormField(name: field.part.name, value: text))
            }
        }
        return Form(fields: try checked(fields), files: files)
    }

    /// Control characters other than those of a text area (tab, CR, LF) are nobody's input.
    private static func checked(_ fields: [FormField]) throws -> [FormField] {
        for field in fields {
            for byte in field.value.utf8 where byte < 0x20 && byte != 9 && byte != 10 && byte != 13 || byte == 0x7F {
                throw HTTPError(.badRequest, "A field holds a control character.")
            }
        }
        return fields
    }
}
