#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The columns that a trigger has recorded: an object of JSON whose values are texts, numbers, booleans and null.
struct RecordedValues: Decodable {
    let row: Row

    init(json: String) throws(DatabaseError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Self.escapingControls(json))
        } catch {
            throw DatabaseError(.decoding, "the recorded values of an event can't be read: \(error)")
        }
    }

    init(from decoder: any Decoder) throws {
        let recorded = try [String: Scalar](from: decoder).sorted { $0.key < $1.key }
        row = Row(columns: recorded.map(\.key), values: recorded.map(\.value.value))
    }

    /// SQLite's trigger leaves control characters in texts as they are, and has none between them.
    private static func escapingControls(_ json: String) -> Data {
        var data = Data()
        for byte in json.utf8 {
            guard byte < 0x20 else {
                data.append(byte)
                continue
            }
            data.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
            data.append(contentsOf: String(byte, radix: 16).utf8)
        }
        return data
    }

    private struct Scalar: Decodable {
        let value: Value

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                value = .null
            } else if let bool = try? container.decode(Bool.self) {
                value = .integer(bool ? 1 : 0)
            } else if let integer = try? container.decode(Int64.self) {
                value = .integer(integer)
            } else if let real = try? container.decode(Double.self) {
                value = .real(real)
            } else {
                value = .text(try container.decode(String.self))
            }
        }
    }
}
