import Database
import Secrets

/// A user name for somebody who comes from a provider: theirs there as far as it goes, else with a number.
enum FreeUsername {
    private static let longest = 40
    private static let numbers = 2...9

    /// One that nobody has now. Who comes first is decided by the unique column.
    static func find(_ wish: String?, now: Int, in transaction: any Transaction) throws(DatabaseError) -> String {
        let base = base(of: wish ?? "")
        for name in [base] + numbers.map({ "\(base)\($0)" }) where try isFree(name, now: now, in: transaction) { return name }
        return "\(base)-\(Digest.hex(Randomness.bytes(5)))"
    }

    private static func isFree(_ name: String, now: Int, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        guard try Credentials.find(name, in: transaction) == nil else { return false }
        return try !UserToken.isHeld(name, now: now, in: transaction)
    }

    /// What a name of theirs (`Ada Lovelace`, `ada@example.org`) is as a user name.
    static func base(of wish: String) -> String {
        let local = wish.prefix { $0 != "@" }
        var name = ""
        for scalar in local.unicodeScalars {
            let text = String(scalar)
            if UsernameRules.problem(with: "aa" + text) == nil {
                name += text
            } else if scalar == " ", !name.isEmpty, !name.hasSuffix(".") {
                name += "."
            }
        }
        name = String(name.prefix(longest))
        while let last = name.last, ".-_".contains(last) { name.removeLast() }
        return UsernameRules.problem(with: name) == nil ? name : "user"
    }
}
