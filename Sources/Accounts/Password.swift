// Canonical composition is the standard library's; what offers it to everybody, Foundation, brings 35 MB of ICU's tables along.
@_spi(_Unicode) import Swift

/// A password as it was typed, made comparable: in Unicode's canonical composition (NFC), so that an é typed on one keyboard
/// as one character and on another as e and accent is the same password (NIST 800-63B section 5.1.1.2). Nothing else is
/// changed: no case, no blanks, no length.
struct Password: Sendable, Hashable {
    /// What is hashed.
    let text: String
    /// What was typed, where it is not the same: a hash made elsewhere may be of this.
    let asTyped: String?

    /// Longer ones are not looked at: no scheme of ours takes them, and normalising megabytes is work for nobody.
    static let byteLimit = 1024

    init(_ typed: String) {
        guard typed.utf8.count <= Self.byteLimit, !typed.utf8.allSatisfy({ $0 < 0x80 }) else {
            text = typed
            asTyped = nil
            return
        }
        text = String(String.UnicodeScalarView(typed._nfc))
        // Swift's == treats canonically equivalent strings as equal: the bytes decide here.
        asTyped = text.utf8.elementsEqual(typed.utf8) ? nil : typed
    }

    var byteCount: Int { text.utf8.count }
}
