import HTTP

/// A whole `multipart/form-data` body by ``MultipartParser``.
struct MultipartForm: Sendable, Hashable {
    /// One part, whole.
    struct Field: Sendable, Hashable {
        var part: MultipartPart
        var bytes: [UInt8]

        /// The content as text; `nil` where it is not UTF-8 or holds a NUL.
        var text: String? { bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self) }
    }

    /// In the order of arrival.
    let fields: [Field]

    /// Reads a whole body whose `Content-Type` is `contentType`.
    init(_ body: [UInt8], contentType: MediaType, limits: MultipartParser.Limits = .init()) throws {
        var parser = try MultipartParser(contentType: contentType, limits: limits)
        var fields: [Field] = []
        for event in try parser.feed(body) {
            switch event {
            case .begin(let part): fields.append(Field(part: part, bytes: []))
            case .content(let bytes): fields[fields.count - 1].bytes += bytes
            case .end: break
            }
        }
        try parser.finish()
        self.fields = fields
    }
}
