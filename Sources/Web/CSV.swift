public import Database
public import HTTP
import HTTPTypes

/// A table for download, as `text/csv` (RFC 4180): opened by spreadsheets, and harmless there.
///
///     CSV("birds.csv", header: ["Species", "Count"], rows: records.map { [$0.species, $0.count] })
///
/// A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line end) gets an apostrophe in
/// front (OWASP, "CSV injection"): what somebody typed into a form must not run on the machine of who looks at it. Numbers stay numbers.
public struct CSV: Answer {
    /// The name under which browsers keep it.
    public var fileName: String
    /// The first line.
    public var header: [String]
    /// One array of values for each line.
    public var rows: [[any ValueConvertible]]

    /// A table under a name.
    public init(_ fileName: String, header: [String], rows: [[any ValueConvertible]]) {
        (self.fileName, self.header, self.rows) = (fileName, header, rows)
    }

    /// UTF-8 with a mark at its beginning, without which some spreadsheets take it for something else. Nobody keeps it.
    public func response(in context: Context) async throws -> Response {
        var response = Response.text("\u{FEFF}" + text, contentType: "text/csv; charset=utf-8; header=present")
        let plain = String(fileName.filter { $0.isASCII && $0 != "\"" && $0 != "\\" && !$0.isNewline })
        response.headers[.contentDisposition] =
            "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(PercentEncoding.encode(fileName))"
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// The lines; each ends with CR and LF.
    public var text: String {
        let lines = [header.map(Self.cell)] + rows.map { $0.map { Self.cell($0.databaseValue) } }
        return lines.map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cell(_ value: Value) -> String {
        switch value {
        case .null: ""
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): cell(text)
        case .blob(let bytes): bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }

    private static func cell(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
        let safe = isFormula ? "'" + text : text
        guard safe.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return safe }
        return "\"" + safe.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
}
