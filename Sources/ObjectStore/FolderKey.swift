import Secrets

/// How a key becomes a path below a folder, and back: each part between slashes is a name, in which every byte but letters,
/// digits and `-_~@+=,.` is written `%XX`. So is a dot at the start, so no key leads to `..` or to a hidden file; an empty part is
/// a lone `%`. Different keys have different paths.
enum FolderKey {
    static func path(of key: String) throws(StoreError) -> String {
        try StoreError.check(key: key)
        let names = key.split(separator: "/", omittingEmptySubsequences: false).map(name)
        guard names.allSatisfy({ $0.utf8.count <= 255 }) else {
            throw StoreError(.refused, "A part of the key \(key) is too long for the name of a file.")
        }
        return names.joined(separator: "/")
    }

    /// `nil` for a path that no key has.
    static func key(of path: String) -> String? {
        var parts: [String] = []
        for name in path.split(separator: "/", omittingEmptySubsequences: false) {
            guard let part = part(name), self.name(Substring(part)) == name else { return nil }
            parts.append(part)
        }
        return parts.joined(separator: "/")
    }

    private static func name(_ part: Substring) -> String {
        if part.isEmpty { return "%" }
        var name = ""
        for (index, byte) in part.utf8.enumerated() {
            if isPlain(byte), !(index == 0 && byte == UInt8(ascii: ".")) {
                name.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                name += "%" + Hex.encode([byte]).uppercased()
            }
        }
        return name
    }

    private static func part(_ name: Substring) -> String? {
        if name == "%" { return "" }
        var bytes: [UInt8] = []
        var rest = name.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let decoded = Hex.decode(Substring(rest.prefix(2))), decoded.count == 1 else { return nil }
            bytes += decoded
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-_~@+=,.".utf8.contains(byte)
        }
    }
}
