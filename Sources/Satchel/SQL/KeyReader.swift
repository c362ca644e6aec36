import Glibc

/// Turns what a terminal sends into keys (ECMA-48 control sequences, as xterm and its kin send them).
struct KeyReader {
    private let read: () -> UInt8?

    /// - Parameter read: the next byte; `nil` where no more come.
    init(read: @escaping () -> UInt8? = KeyReader.standardInput) { self.read = read }

    /// The next key that means something; `nil` where no more come.
    func next() -> EditedLine.Key? {
        while let byte = read() {
            if let key = key(byte) { return key }
        }
        return nil
    }

    private func key(_ byte: UInt8) -> EditedLine.Key? {
        switch byte {
        case 1: .start
        case 2: .left
        case 3: .interrupt
        case 4: .endOfInput
        case 5: .end
        case 6: .right
        case 8, 127: .backspace
        case 10, 13: .enter
        case 11: .killToEnd
        case 12: .clearScreen
        case 14: .down
        case 16: .up
        case 21: .killToStart
        case 23: .killWord
        case 27: sequence()
        case 0..<32: nil
        default: character(byte)
        }
    }

    /// `ESC [ parameters final` and `ESC O final`.
    private func sequence() -> EditedLine.Key? {
        guard let kind = read(), kind == UInt8(ascii: "[") || kind == UInt8(ascii: "O") else { return nil }
        var parameters: [UInt8] = []
        while let byte = read() {
            guard (0x40...0x7e).contains(byte) else {
                parameters.append(byte)
                continue
            }
            return Self.keys[String(decoding: parameters, as: UTF8.self) + String(UnicodeScalar(byte))]
        }
        return nil
    }

    private static let keys: [String: EditedLine.Key] = [
        "A": .up, "B": .down, "C": .right, "D": .left, "H": .start, "F": .end, "1~": .start, "7~": .start, "4~": .end, "8~": .end,
        "3~": .delete,
    ]

    /// The character that begins with this byte of UTF-8.
    private func character(_ first: UInt8) -> EditedLine.Key? {
        let count = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
        var bytes = [first]
        while bytes.count < count, let byte = read() { bytes.append(byte) }
        return String(validating: bytes, as: UTF8.self)?.first.map(EditedLine.Key.text)
    }

    private static func standardInput() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            return count == 1 ? byte : nil
        }
    }
}
