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
            self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
        } catch {
            throw DatabaseError(.decoding, "the recorded values of an event can't be read: \(error)")
        }
    }

    init(from decoder: any Decoder) throws {
        let recorded = try [String: Scalar](from: decoder).sorted { $0.key < $1.key }
        row = Row(columns: recorded.map(\.key), values: recorded.map(\.value.value))
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
