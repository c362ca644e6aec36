/// A load balancer without multi-value headers takes one value for a name, and tells names apart by their case: so each
/// `Set-Cookie` line goes under a spelling of its own (set-cookie, Set-cookie, sEt-cookie, …). Browsers ignore the case.
enum CookieCasing {
    static func names(for values: [String]) -> [String: String] {
        var names: [String: String] = [:]
        for (number, value) in values.enumerated() { names[spelling(number)] = value }
        return names
    }

    /// The letters of "set-cookie" in upper case where the number has a bit: 512 spellings.
    private static func spelling(_ number: Int) -> String {
        var rest = number
        return String(
            "set-cookie".map { letter in
                guard letter != "-" else { return letter }
                defer { rest >>= 1 }
                return rest & 1 == 1 ? Character(letter.uppercased()) : letter
            })
    }
}
