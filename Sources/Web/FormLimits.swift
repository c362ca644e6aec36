/// How much of a form is read before it is refused (413 for bytes, 400 for counts).
public struct FormLimits: Sendable, Hashable {
    /// Bytes of an urlencoded form, and of the text fields of a multipart form together.
    public var bytes: Int
    /// Bytes of a multipart form, files included.
    public var uploadBytes: Int
    /// Bytes of a form's files that are held in memory; further files go to the disk, and are gone with the request.
    public var memoryBytes: Int
    /// Fields or parts, in a form and in a query.
    public var fields: Int

    /// The defaults suit forms that people fill in.
    public init(bytes: Int = 1 << 20, uploadBytes: Int = 8 << 20, memoryBytes: Int = 256 << 10, fields: Int = 500) {
        self.bytes = bytes
        self.uploadBytes = uploadBytes
        self.memoryBytes = memoryBytes
        self.fields = fields
    }
}
