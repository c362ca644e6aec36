/// A file that came with a form. Small ones are in memory, others in a file without a name; either is gone with the request, so a
/// handler keeps what it wants by ``save(to:)``.
public struct UploadedFile: Sendable, Hashable {
    /// As the browser named it: a label, never a path to write to.
    public var filename: String
    /// As the browser said it: a claim, not a fact.
    public var contentType: String
    private let upload: Upload

    init(filename: String, contentType: String, _ upload: Upload) {
        self.filename = filename
        self.contentType = contentType
        self.upload = upload
    }

    /// A file of `bytes`.
    public init(filename: String, contentType: String, bytes: [UInt8]) {
        self.init(filename: filename, contentType: contentType, .memory(bytes))
    }

    /// In bytes.
    public var size: Int { upload.size }

    /// The content, all of it in memory: for files whose ``size`` allows that.
    public func bytes() async throws -> [UInt8] { try await upload.bytes(0..<size) }

    /// The bytes of `range`, which must lie within the content.
    public func bytes(_ range: Range<Int>) async throws -> [UInt8] { try await upload.bytes(range) }

    /// Writes the content to a file at `path`, which appears when it is whole, in place of one that was there.
    ///
    /// `path` must be the site's own choice: a name made from ``filename`` lets a visitor choose what is overwritten.
    public func save(to path: String) async throws { try await upload.save(to: path) }
}
