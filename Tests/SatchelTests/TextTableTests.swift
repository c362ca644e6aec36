import Testing

@testable import Satchel

@Suite("Tables on the terminal")
struct TextTableTests {
    @Test("columns are as wide as their widest entry, without space at a line's end")
    func columns() {
        let table = TextTable(header: ["ID", "NAME"], rows: [["1", "ada"], ["12345", "g"]])
        #expect(table.description == "ID     NAME\n1      ada\n12345  g")
        #expect(TextTable(header: nil, rows: [["1", "x"]]).description == "1  x")
        #expect(TextTable(header: ["A"], rows: []).description == "A")
    }
}
