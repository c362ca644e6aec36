import HTTPTypes

extension ResponseHead {
    /// Appends the status line and the header lines with the empty line behind them.
    ///
    /// `Date`, framing and `Connection` are the front's: what the handler said about them is left out. A byte that can't stand
    /// in a field (CR, LF, NUL, other controls) becomes a space, so that a value can never end its line.
    ///
    /// - Parameters:
    ///   - date: IMF-fixdate.
    ///   - version: the client's; HTTP/1.0 is told when the connection stays open.
    public func write(to output: inout [UInt8], date: [UInt8], version: HTTPVersion) {
        output.append(ascii: "HTTP/1.1 ")
        output.append(decimal: status.code)
        output.append(.space)
        output.append(fieldValue: status.reasonPhrase)
        output.append(ascii: "\r\nDate: ")
        output.append(contentsOf: date)
        for field in fields where !Self.isOfTheFront(field.name) {
            output.append(ascii: "\r\n")
            output.append(fieldValue: field.name.rawName)
            output.append(ascii: ": ")
            output.append(fieldValue: field.value)
        }
        switch framing {
        case .length(let length):
            output.append(ascii: "\r\nContent-Length: ")
            output.append(decimal: length)
        case .chunked: output.append(ascii: "\r\nTransfer-Encoding: chunked")
        case .none, .untilClose: break
        }
        if !keepsAlive {
            output.append(ascii: "\r\nConnection: close")
        } else if version == .http10 {
            output.append(ascii: "\r\nConnection: keep-alive")
        }
        output.append(ascii: "\r\n\r\n")
    }

    private static func isOfTheFront(_ name: HTTPField.Name) -> Bool {
        switch name.rawName.utf8.count {
        case 4: name == .date
        case 7: name == .upgrade
        case 10: name == .connection || name.canonicalName == "keep-alive"
        case 14: name == .contentLength
        case 17: name == .transferEncoding
        default: false
        }
    }
}

extension [UInt8] {
    mutating func append(ascii text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    /// The highest digit first, in place: a slice that is reversed would copy the bytes before it.
    mutating func append(decimal number: Int) {
        precondition(number >= 0)
        var unit = 1
        while number / unit >= 10 { unit *= 10 }
        while unit > 0 {
            append(UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
    }

    /// The text as it may stand in a header line.
    mutating func append(fieldValue text: String) {
        var text = text
        text.withUTF8 { bytes in
            ByteClass.withTable { table in
                let allowed = ByteClass.fieldValue.rawValue
                if bytes.allSatisfy({ table[Int($0)] & allowed != 0 }) {
                    append(contentsOf: bytes)
                } else {
                    append(contentsOf: bytes.map { table[Int($0)] & allowed != 0 ? $0 : .space })
                }
            }
        }
    }
}
