import Testing

@testable import HTTP

@Suite struct URLEncodedFormTests {
    @Test(
        "Fields are read in order, repeated names kept",
        arguments: [
            ("", []), ("&&", []), ("a=1", [["a", "1"]]), ("a=1&b=2&a=3", [["a", "1"], ["b", "2"], ["a", "3"]]),
            ("a", [["a", ""]]), ("=x", [["", "x"]]), ("a=b=c", [["a", "b=c"]]), ("a=1&", [["a", "1"]]),
            ("full+name=J%C3%B6rg+K", [["full name", "Jörg K"]]), ("a=%26%3D", [["a", "&="]]), ("a;b=1", [["a;b", "1"]]),
        ])
    func parses(text: String, fields: [[String]]) throws {
        let parsed = try URLEncodedForm.parse(text)
        #expect(parsed.map { [$0.name, $0.value] } == fields)
        #expect(try URLEncodedForm.parse(Array(text.utf8)) == parsed)
    }

    @Test("The field that can't be decoded is named", arguments: ["a=1&b=%zz", "a=1&%ff=2", "a=1&b=%00"])
    func badEncoding(text: String) {
        #expect(throws: FormError.badEncoding(field: 1)) { try URLEncodedForm.parse(text) }
    }

    @Test("Limits hold")
    func limits() throws {
        let limits = URLEncodedForm.Limits(fields: 2, bytes: 10)
        #expect(try URLEncodedForm.parse("a=1&b=2", limits: limits).count == 2)
        #expect(throws: FormError.tooManyFields(limit: 2)) { try URLEncodedForm.parse("a&b&c", limits: limits) }
        #expect(throws: FormError.tooLarge(limit: 10)) { try URLEncodedForm.parse("a=123456789", limits: limits) }
    }

    @Test("What is encoded comes back")
    func roundTrip() throws {
        let fields = [
            FormField(name: "a b", value: "1&2=3"), FormField(name: "é", value: "+%"), FormField(name: "a b", value: ""),
        ]
        #expect(try URLEncodedForm.parse(URLEncodedForm.encode(fields)) == fields)
    }
}
