// What stands inside the sealed session cookie.
//
//   byte 0      version, 1
//   bytes 1-8   when the session began: seconds since 1970, IEEE 754 bits, little-endian
//   then texts, each a length of two bytes, little-endian, and so many bytes of UTF-8:
//     token or "", CSRF secret or "", number of flashes, (category, text)…, number of values, (name, value)…
//
// 1. Bytes that do not follow this, or go on after it, are no session.
// 2. Text of more than 65,535 bytes is cut by nobody: such a session is larger than a cookie and refused before.

/// A session with its beginning.
struct StoredSession: Sendable, Hashable {
    var session: Session
    /// Seconds since 1970.
    var issuedAt: Double

    init(session: Session, issuedAt: Double) {
        self.session = session
        self.issuedAt = issuedAt
    }

    private static let version: UInt8 = 1

    var bytes: [UInt8] {
        var bytes = [Self.version]
        withUnsafeBytes(of: issuedAt.bitPattern.littleEndian) { bytes += $0 }
        func put(_ text: String) {
            let count = min(text.utf8.count, Int(UInt16.max))
            bytes += [UInt8(count & 0xFF), UInt8(count >> 8)]
            bytes += text.utf8
        }
        put(session.token ?? "")
        put(session.csrfSecret ?? "")
        put(String(session.flashes.count))
        for flash in session.flashes {
            put(flash.category.rawValue)
            put(flash.text)
        }
        put(String(session.values.count))
        for (name, value) in session.values.sorted(by: { $0.key < $1.key }) {
            put(name)
            put(value)
        }
        return bytes
    }

    init?(bytes: [UInt8]) {
        guard bytes.count >= 9, bytes[0] == Self.version else { return nil }
        issuedAt = Double(bitPattern: bytes[1..<9].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        session = Session()
        var reader = Reader(rest: bytes[9...])
        guard issuedAt.isFinite, let token = reader.text(), let secret = reader.text(), let flashes = reader.count() else {
            return nil
        }
        session.token = token.isEmpty ? nil : token
        session.csrfSecret = secret.isEmpty ? nil : secret
        for _ in 0..<flashes {
            guard let name = reader.text(), let category = Flash.Category(rawValue: name), let text = reader.text() else {
                return nil
            }
            session.flashes.append(Flash(text, category))
        }
        guard let values = reader.count() else { return nil }
        for _ in 0..<values {
            guard let name = reader.text(), let value = reader.text() else { return nil }
            session.values[name] = value
        }
        guard reader.rest.isEmpty else { return nil }
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func text() -> String? {
            guard rest.count >= 2 else { return nil }
            let count = Int(rest.removeFirst()) | Int(rest.removeFirst()) << 8
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return String(validating: rest.prefix(count), as: UTF8.self)
        }

        mutating func count() -> Int? {
            text().flatMap { Int($0) }.flatMap { (0...4096).contains($0) ? $0 : nil }
        }
    }
}
