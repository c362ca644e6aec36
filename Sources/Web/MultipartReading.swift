import HTTP

/// A multipart form as it arrives: text is held in memory, and so are files as long as they are small.
struct MultipartReading {
    private enum Part {
        case field(name: String, bytes: [UInt8], index: Int)
        case file(MultipartPart, Upload)
    }

    private let limits: FormLimits
    private var parser: MultipartParser
    private var part: Part?
    private var count = 0
    private var textBytes = 0
    private var memory: Int
    private var fields: [FormField] = []
    private var files: [(name: String, file: UploadedFile)] = []

    init(_ type: MediaType, _ limits: FormLimits) throws {
        self.limits = limits
        memory = limits.memoryBytes
        parser = try MultipartParser(
            contentType: type,
            limits: .init(parts: limits.fields, partBytes: limits.uploadBytes, totalBytes: limits.uploadBytes))
    }

    /// Takes the next bytes of the body.
    mutating func take(_ bytes: [UInt8]) async throws {
        for event in try parser.feed(bytes) {
            switch event {
            case .begin(let head): begin(head)
            case .content(let bytes): try await add(bytes)
            case .end: try end()
            }
        }
    }

    /// To be called at the end of the body.
    func finish() throws -> (fields: [FormField], files: [(name: String, file: UploadedFile)]) {
        try parser.finish()
        return (fields, files)
    }

    private mutating func begin(_ head: MultipartPart) {
        part = head.filename == nil ? .field(name: head.name, bytes: [], index: count) : .file(head, Upload())
        count += 1
    }

    private mutating func add(_ bytes: [UInt8]) async throws {
        switch part {
        case .field(let name, var text, let index):
            textBytes += bytes.count
            guard textBytes <= limits.bytes else { throw FormError.tooLarge(limit: limits.bytes) }
            part = nil
            text += bytes
            part = .field(name: name, bytes: text, index: index)
        case .file(let head, var upload):
            part = nil
            try await upload.append(bytes, memory: &memory)
            part = .file(head, upload)
        case nil: break
        }
    }

    private mutating func end() throws {
        switch part {
        case .field(let name, let bytes, let index):
            guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
                throw FormError.badEncoding(field: index)
            }
            fields.append(FormField(name: name, value: text))
        case .file(let head, let upload):
            let file = UploadedFile(filename: head.filename ?? "", contentType: head.contentType, upload)
            // A file field that was left empty.
            if !file.filename.isEmpty || file.size > 0 { files.append((head.name, file)) }
        case nil: break
        }
        part = nil
    }
}
