public import HTTP

/// What a form or a query holds, in order of arrival. A name that comes twice: ``subscript(_:)`` gives the first.
///
/// A form and the query of the same request are never mixed: `context.form()` knows the body only.
public struct Form: Sendable, Hashable {
    /// Names and values, decoded, in order of arrival.
    public let fields: [FormField]
    /// Files by field name, in order of arrival.
    public let files: [(name: String, file: UploadedFile)]

    /// A form of these fields and files.
    public init(fields: [FormField] = [], files: [(name: String, file: UploadedFile)] = []) {
        self.fields = fields
        self.files = files
    }

    /// The first value of a name.
    public subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Every value of a name.
    public func all(_ name: String) -> [String] { fields.compactMap { $0.name == name ? $0.value : nil } }

    /// The first file of a name. A file field that was left empty in the browser counts as absent.
    public func file(_ name: String) -> UploadedFile? { files.first { $0.name == name }?.file }

    /// Equal fields and files, in the same order.
    public static func == (left: Form, right: Form) -> Bool {
        left.fields == right.fields && left.files.elementsEqual(right.files) { $0.name == $1.name && $0.file == $1.file }
    }

    /// Hashes the fields; forms that differ only in their files collide.
    public func hash(into hasher: inout Hasher) { hasher.combine(fields) }
}
