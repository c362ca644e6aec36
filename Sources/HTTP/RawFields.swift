import HTTPTypes

/// Checked header lines as they arrived: one block of bytes and a table of where names and values are.
struct RawFields: Sendable {
    /// Where one line's name and value stand in the block, the value without blanks around it.
    struct Line: Sendable {
        var nameStart: UInt16
        var nameEnd: UInt16
        var valueStart: UInt16
        var valueEnd: UInt16

        var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    }

    /// Offsets are of 16 bits: the parser takes no larger head.
    static let maximumBytes = Int(UInt16.max)

    let bytes: [UInt8]
    let lines: [Line]

    /// Several lines of one name are joined by ", " (RFC 9110 section 5.3), `Cookie` by "; ".
    func value(of name: HTTPField.Name) -> String? {
        guard let index = firstLine(of: name) else { return nil }
        if firstLine(of: name, from: index + 1) == nil { return text(lines[index].value) }
        return values(of: name).joined(separator: name == .cookie ? "; " : ", ")
    }

    func values(of name: HTTPField.Name) -> [String] {
        var values: [String] = []
        var next = firstLine(of: name)
        while let index = next {
            values.append(text(lines[index].value))
            next = firstLine(of: name, from: index + 1)
        }
        return values
    }

    /// The index of the first line of that name, by comparing bytes; names are the same in any case.
    func firstLine(of name: HTTPField.Name, from start: Int = 0) -> Int? {
        var wanted = name.canonicalName
        return wanted.withUTF8 { wanted in
            bytes.withUnsafeBufferPointer { bytes in
                lines.indices.dropFirst(start).first { index in
                    let range = lines[index].name
                    return range.count == wanted.count
                        && zip(wanted, range).allSatisfy { $0 == bytes[$1].asciiLowercased }
                }
            }
        }
    }

    var fields: HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(lines.count)
        for line in lines {
            // The parser let tokens through only, so that the name is always one that HTTPTypes takes.
            guard let name = HTTPField.Name(text(line.name)) else { continue }
            fields.append(HTTPField(name: name, value: text(line.value)))
        }
        return fields
    }

    private func text(_ range: Range<Int>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
    }
}
