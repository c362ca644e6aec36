/// Puts a prefix before the addresses in a page of HTML that begin with one `/`: in quoted attributes called `href`, `src`, `action`,
/// `formaction` or `poster`, within tags alone. Everything else is copied byte by byte.
struct LinkRewriter {
    private let bytes: [UInt8]
    private let prefix: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    private static let names: Set<[UInt8]> = Set(["href", "src", "action", "formaction", "poster"].map { Array($0.utf8) })

    init(_ bytes: [UInt8], prefix: [UInt8]) {
        (self.bytes, self.prefix) = (bytes, prefix)
        output.reserveCapacity(bytes.count + 1024)
    }

    mutating func rewritten() -> [UInt8] {
        while position < bytes.count {
            if starts("<!--") {
                copy(through: "-->")
            } else if bytes[position] == UInt8(ascii: "<"), position + 1 < bytes.count, Self.isLetter(bytes[position + 1]) {
                copyTag()
            } else {
                copyByte()
            }
        }
        return output
    }

    /// From `<` to `>`, which may stand in a quoted value. What a script or a style holds is no tag.
    private mutating func copyTag() {
        let raw = ["script", "style", "textarea", "title"].first { startsElement($0) }
        copyByte()
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
            if Self.isBlank(bytes[position]) { copyAttribute() } else { copyByte() }
        }
        if let raw { copy(until: "</\(raw)") }
    }

    /// Blanks, a name and, where there is one, a quoted value.
    private mutating func copyAttribute() {
        while position < bytes.count, Self.isBlank(bytes[position]) { copyByte() }
        let start = position
        while position < bytes.count, Self.isOfName(bytes[position]) { copyByte() }
        let name = bytes[start..<position].map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "=") else { return }
        let quote = bytes[position + 1]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return }
        copyByte()
        copyByte()
        let slash = UInt8(ascii: "/")
        let isRooted =
            position < bytes.count && bytes[position] == slash && !(position + 1 < bytes.count && bytes[position + 1] == slash)
        if isRooted, Self.names.contains(name) { output += prefix }
        while position < bytes.count, bytes[position] != quote { copyByte() }
        if position < bytes.count { copyByte() }
    }

    private mutating func copyByte() {
        output.append(bytes[position])
        position += 1
    }

    private mutating func copy(through end: String) {
        copy(until: end)
        for _ in 0..<min(end.utf8.count, bytes.count - position) { copyByte() }
    }

    private mutating func copy(until end: String) {
        while position < bytes.count, !starts(end) { copyByte() }
    }

    private func startsElement(_ name: String) -> Bool {
        let end = position + 1 + name.utf8.count
        guard starts("<" + name), end < bytes.count else { return false }
        return !Self.isOfName(bytes[end])
    }

    /// Letters in either case.
    private func starts(_ text: String) -> Bool {
        guard bytes.count - position >= text.utf8.count else { return false }
        return zip(bytes[position...], text.utf8).allSatisfy { $0 == $1 || Self.isLetter($0) && $0 | 0x20 == $1 }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
    private static func isOfName(_ byte: UInt8) -> Bool { !isBlank(byte) && !"\"'>/=".utf8.contains(byte) }
}
