/// What a user name may be: 3 to 100 of `A`–`Z`, `a`–`z`, `0`–`9`, `-`, `.` and `_`, unique whatever the case.
///
/// ASCII on purpose: SQLite's `NOCASE` folds nothing else, and names that look alike (Cyrillic `а`, Latin `a`) can't be told
/// apart by people.
enum UsernameRules {
    static let length = 3...100

    enum Problem: Error, Hashable, Sendable {
        case missing, tooShort, tooLong, badCharacters
    }

    /// What is wrong with `username`; `nil` where nothing is.
    static func problem(with username: String) -> Problem? {
        if username.isEmpty { return .missing }
        guard username.utf8.allSatisfy(isAllowed) else { return .badCharacters }
        if username.utf8.count < length.lowerBound { return .tooShort }
        return username.utf8.count > length.upperBound ? .tooLong : nil
    }

    /// What was typed without the blanks around it, which keyboards of phones like to add.
    static func trimmed(_ typed: String) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let first = typed.utf8.firstIndex(where: { !isBlank($0) }),
            let last = typed.utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(typed[first...last])
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
