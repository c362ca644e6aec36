/// The value of `Host`: `example.org`, `example.org:8080`, `[::1]:5000` (RFC 9110 section 7.2).
enum Host {
    /// Letters, digits, dots, hyphens and underscores, or an address in brackets; and a port.
    static func isWellFormed(_ text: String) -> Bool { isPlain(text) ?? isWellFormedInFull(text) }

    /// The usual name and port, looked at as bytes; `nil` for what has to be looked at in full.
    private static func isPlain(_ text: String) -> Bool? {
        text.utf8.withContiguousStorageIfAvailable { bytes in
            let name = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            guard (1...255).contains(name), bytes[..<name].allSatisfy(isNameByte) else { return nil }
            let port = bytes.dropFirst(name + 1)
            return port.count <= 5 && port.allSatisfy { (0x30...0x39).contains($0) }
        } ?? nil
    }

    private static func isWellFormedInFull(_ text: String) -> Bool {
        guard let (name, port) = split(text), !name.isEmpty, name.utf8.count <= 255 else { return false }
        guard port.map({ $0.utf8.count <= 5 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) ?? true else { return false }
        if name.hasPrefix("[") { return AddressRange.isAddress(String(name.dropFirst().dropLast())) }
        return name.utf8.allSatisfy(isNameByte)
    }

    /// Whether it names this very machine.
    static func isLoopback(_ text: String) -> Bool {
        guard let name = split(text)?.name else { return false }
        return ["localhost", "127.0.0.1", "[::1]"].contains(name.lowercased())
    }

    /// Without the port.
    static func name(of text: String) -> String { split(text).map { String($0.name) } ?? text }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func split(_ text: String) -> (name: Substring, port: Substring?)? {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            if rest.isEmpty { return (text[...end], nil) }
            return rest.hasPrefix(":") ? (text[...end], rest.dropFirst()) : nil
        }
        guard let colon = text.firstIndex(of: ":") else { return (text[...], nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }
}
