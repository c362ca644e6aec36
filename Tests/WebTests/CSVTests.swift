import Database
import Testing
import Web

@Suite("Tables for download")
struct CSVTests {
    @Test(
        "a cell is read as what it was, and never as a formula",
        arguments: [
            ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""),
            ("", ""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""), ("+1", "'+1"), ("-1", "'-1"), ("@SUM", "'@SUM"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""), ("a=1", "a=1"), ("ö", "ö"),
        ])
    func cells(_ text: String, _ cell: String) {
        #expect(CSV("a.csv", header: [], rows: [[text]]).text == "\r\n" + cell + "\r\n")
    }

    @Test("numbers stay numbers, and nothing is nothing")
    func values() {
        let nothing: Int? = nil
        let table = CSV("a.csv", header: ["=a", "b", "c"], rows: [[-1, 2.5, nothing], [true, [UInt8]([1, 255]), "x"]])
        #expect(table.text == "'=a,b,c\r\n-1,2.5,\r\n1,01ff,x\r\n")
    }
}
