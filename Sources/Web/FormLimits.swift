/// How much of a form is read before it is refused (413 for bytes, 400 for counts).
public struct FormLimits: Sendable, Hashable {
    /// Bytes of an urlencoded form.
    public var bytes: Int
    /// Bytes of a multipart form, files included: they are held in memory.
    public var uploadBytes: Int
    /// Fields or parts, in a form and in a query.
    public var fields: Int

    /// The defaults suit forms that people fill in.
    public init(bytes: Int = 1 << 20, uploadBytes: Int = 8 << 20, fields: Int = 500) {
        self.bytes = bytes
        self.uploadBytes = uploadBytes
        self.fields = fields
    }
}
