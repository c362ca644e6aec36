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
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: roomNeeded + date.count) { room in
            var writer = HeadWriter(room)
            write(to: &writer, date: date, version: version)
            output.append(contentsOf: writer.written)
        }
    }

    /// The most that ``write(to:date:version:)`` can come to, the date not counted.
    private var roomNeeded: Int {
        // The status line, framing and `Connection` at their longest are 120 bytes.
        fields.reduce(128 + status.reasonPhrase.utf8.count) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
    }

    private func write(to output: inout HeadWriter, date: [UInt8], version: HTTPVersion) {
        output.append("HTTP/1.1 ")
        output.append(decimal: status.code)
        output.append(" ")
        output.append(value: status.reasonPhrase)
        output.append("\r\nDate: ")
        date.withUnsafeBufferPointer { output.append($0) }
        for field in fields where !Self.isOfTheFront(field.name) {
            output.append("\r\n")
            output.append(value: field.name.rawName)
            output.append(": ")
            output.append(value: field.value)
        }
        switch framing {
        case .length(let length):
            output.append("\r\nContent-Length: ")
            output.append(decimal: length)
        case .chunked: output.append("\r\nTransfer-Encoding: chunked")
        case .none, .untilClose: break
        }
        if !keepsAlive {
            output.append("\r\nConnection: close")
        } else if version == .http10 {
            output.append("\r\nConnection: keep-alive")
        }
        output.append("\r\n\r\n")
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

    /// The text as it may stand in a header line.
    mutating func append(fieldValue text: String) {
        append(contentsOf: text.utf8.lazy.map { ByteClass.of($0).contains(.fieldValue) ? $0 : .space })
    }
}
