import Database
import FoundationEssentials
import Web

/// How the rows of a result are shown.
enum SQLOutput: String, CaseIterable, Sendable {
    /// For people.
    case table
    /// For spreadsheets; texts that look like formulas get an apostrophe, see ``CSV``.
    case csv
    /// For programs: one object a line, exact; what is binary is in hexadecimal.
    case json

    /// Nothing where there are no rows.
    func text(of rows: [Row]) -> String {
        guard let columns = rows.first?.columns else { return "" }
        switch self {
        case .table: return TextTable(header: columns, rows: rows.map { $0.values.map(Self.shown) }).description
        case .csv:
            let text = CSV("", header: columns, rows: rows.map(\.values)).text
            return String(text.dropLast())
        case .json: return rows.map(Self.object).joined(separator: "\n")
        }
    }

    /// One line each, whatever stands in a text: control characters could play tricks on a terminal.
    private static func shown(_ value: Value) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text.map(Self.shown).joined()
        case .blob(let bytes): "x'" + Self.hex(bytes) + "'"
        }
    }

    private static func shown(_ character: Character) -> String {
        let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return isControl ? String(character).debugDescription.dropFirst().dropLast().description : String(character)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// In the order of the columns.
    private static func object(_ row: Row) -> String {
        "{" + zip(row.columns, row.values).map { "\(quoted($0)):\(json($1))" }.joined(separator: ",") + "}"
    }

    private static func json(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .integer(let number): String(number)
        case .real(let number): number.isFinite ? String(number) : "null"
        case .text(let text): quoted(text)
        case .blob(let bytes): quoted(hex(bytes))
        }
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
