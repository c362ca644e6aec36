/// `application/x-www-form-urlencoded`: the bodies of plain forms, and queries (WHATWG URL section 5).
public enum URLEncodedForm {
    /// How much is read before a form is refused.
    public struct Limits: Sendable, Hashable {
        /// How many fields there may be.
        public var fields: Int
        /// Of the encoded form.
        public var bytes: Int

        /// Limits: fields by their number, the other in bytes.
        public init(fields: Int = 1000, bytes: Int = 1 << 20) {
            self.fields = fields
            self.bytes = bytes
        }
    }

    /// The fields of an encoded form, in order. Empty pieces between `&` are skipped; a piece without `=` has an empty value.
    public static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(FormError) -> [FormField] {
        try parse(bytes[...], limits: limits)
    }

    /// The same for the query of a request target.
    public static func parse(_ text: some StringProtocol, limits: Limits = Limits()) throws(FormError) -> [FormField] {
        try parse(Array(text.utf8)[...], limits: limits)
    }

    private static func parse(_ bytes: ArraySlice<UInt8>, limits: Limits) throws(FormError) -> [FormField] {
        guard bytes.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        var fields: [FormField] = []
        var rest = bytes
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex
            let piece = rest[..<end]
            rest = end == rest.endIndex ? rest[end...] : rest[(end + 1)...]
            guard !piece.isEmpty else { continue }
            guard fields.count < limits.fields else { throw .tooManyFields(limit: limits.fields) }
            guard let field = field(piece) else { throw .badEncoding(field: fields.count) }
            fields.append(field)
        }
        return fields
    }

    private static func field(_ piece: ArraySlice<UInt8>) -> FormField? {
        let equals = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
        let value = equals == piece.endIndex ? piece[equals...] : piece[(equals + 1)...]
        guard let name = PercentEncoding.decode(utf8: piece[..<equals], plusIsSpace: true),
            let value = PercentEncoding.decode(utf8: value, plusIsSpace: true)
        else { return nil }
        return FormField(name: name, value: value)
    }

    /// The encoded form; ``parse(_:limits:)-([UInt8],_)`` gives the same fields back.
    public static func encode(_ fields: [FormField]) -> String {
        fields.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }.joined(separator: "&")
    }
}
