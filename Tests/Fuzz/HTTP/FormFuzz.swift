/// Plain forms, queries and percent-encoding: what was read, written and read again is the same.
enum FormFuzz {
    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let fields = try? URLEncodedForm.parse(bytes) {
            must(fields.count <= URLEncodedForm.Limits().fields, "\(fields.count) fields were read")
            must(fields.allSatisfy { !$0.name.utf8.contains(0) && !$0.value.utf8.contains(0) }, "a NUL was read")
            // A field of no name and no value is written as "=", which is read as one.
            must((try? URLEncodedForm.parse(URLEncodedForm.encode(fields))) == fields, "\(fields)")
        }
        if let decoded = PercentEncoding.decode(text) {
            must(decoded.utf8.count <= text.utf8.count, "a text became longer by decoding")
            must(PercentEncoding.decode(PercentEncoding.encode(decoded)) == decoded, decoded)
            must(PercentEncoding.decode(PercentEncoding.encodePath(decoded)) == decoded, decoded)
        }
        if let decoded = PercentEncoding.decodeForm(text) {
            must(PercentEncoding.decodeForm(PercentEncoding.encode(decoded)) == decoded, decoded)
        }
    }
}
