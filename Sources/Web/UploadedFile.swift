/// A file that came with a form.
public struct UploadedFile: Sendable, Hashable {
    /// As the browser named it: a label, never a path to write to.
    public var filename: String
    /// As the browser said it: a claim, not a fact.
    public var contentType: String
    /// The content.
    public var bytes: [UInt8]

    /// A file of `bytes`.
    public init(filename: String, contentType: String, bytes: [UInt8]) {
        self.filename = filename
        self.contentType = contentType
        self.bytes = bytes
    }
}
