/// A whole `multipart/form-data` body in memory: for forms below the limit; larger ones go through ``MultipartParser``.
public struct MultipartForm: Sendable, Hashable {
    /// One part, whole.
    public struct Field: Sendable, Hashable {
        public var part: MultipartPart
        public var bytes: [UInt8]

        /// The content as text; `nil` where it is not UTF-8 or holds a NUL.
        public var text: String? { bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self) }
    }

    /// In the order of arrival.
    public let fields: [Field]

    /// Reads a whole body whose `Content-Type` is `contentType`.
    public init(_ body: [UInt8], contentType: MediaType, limits: MultipartParser.Limits = .init()) throws(FormError) {
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
