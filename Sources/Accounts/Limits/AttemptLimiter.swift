import Glibc
import Synchronization

/// Counts attempts of one kind (failed sign-ins per account and address, registrations per address) in a table that can't grow beyond
/// ``capacity``.
///
/// An attempt counts from its beginning, so that a hundred at once are not a hundred free guesses; a right password takes the
/// counts back. Because the address is part of the key, guessing from elsewhere never locks the right user out; because counts
/// are forgotten after the window, nobody is locked out for good.
final class AttemptLimiter: Sendable {
    /// Who tries, and from where.
    struct Key: Hashable, Sendable {
        let account: String
        let source: String

        init(username: String, address: String) {
            // What is longer is nobody's name, and the table must not grow by what visitors type.
            account = String(username.unicodeScalars.prefix(UsernameRules.length.upperBound + 1)).lowercased()
            source = Self.network(of: address)
        }

        /// Anybody at an address.
        init(address: String) { self.init(username: "", address: address) }

        /// IPv4 addresses as they are, also where they are written as IPv6 (`::ffff:192.0.2.1`); of IPv6 the first 64 bits, which
        /// is what one household is given.
        static func network(of address: String) -> String {
            var bytes = in6_addr()
            guard address.utf8.contains(UInt8(ascii: ":")), inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
            return withUnsafeBytes(of: bytes) { bytes in
                let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
                if isMapped { return bytes.suffix(4).map { String($0) }.joined(separator: ".") }
                return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
            }
        }
    }

    /// Whether an attempt may go on.
    enum Admission: Equatable, Sendable {
        case admitted
        /// Seconds until the counts are forgotten.
        case refused(retryAfter: Int)
    }

    private struct Count {
        var attempts: Int
        var forgottenAt: Double
        /// Whether an attempt was refused already.
        var hasRefused = false
    }

    private let limit: Int
    private let window: Double
    private let capacity: Int
    private let counts = Mutex<[Key: Count]>([:])

    /// - Parameters:
    ///   - limit: how many attempts may fail in a window; 0 is any number.
    ///   - window: in seconds.
    init(limit: Int, window: Int, capacity: Int = 10_000) {
        self.limit = limit
        self.window = Double(window)
        self.capacity = capacity
    }

    /// How many pairs of account and address are counted now.
    var count: Int { counts.withLock { $0.count } }

    /// Counts an attempt, unless too many failed before.
    func begin(_ key: Key, now: Double) -> Admission {
        guard limit > 0 else { return .admitted }
        return counts.withLock { counts in
            var count = counts[key] ?? Count(attempts: 0, forgottenAt: now + window)
            // A window that ends later than one that begins now: the clock was put back, and nobody waits for that.
            if !(now...now + window).contains(count.forgottenAt) || count.forgottenAt == now {
                count = Count(attempts: 0, forgottenAt: now + window)
            }
            guard count.attempts < limit else {
                return .refused(retryAfter: Int((count.forgottenAt - now).rounded(.up)))
            }
            count.attempts += 1
            if counts[key] == nil { Self.makeRoom(in: &counts, capacity: capacity, now: now) }
            counts[key] = count
            return .admitted
        }
    }

    /// Whether it limits anything.
    var isLimited: Bool { limit > 0 }

    /// True once in a window, of an attempt that was just refused: what is written down then, is written once.
    func isFirstRefusal(_ key: Key) -> Bool {
        counts.withLock { counts in
            guard let count = counts[key], !count.hasRefused else { return false }
            counts[key]?.hasRefused = true
            return true
        }
    }

    /// Forgets the attempts: the password was right.
    func succeed(_ key: Key) {
        _ = counts.withLock { $0.removeValue(forKey: key) }
    }

    /// Takes one attempt back: it was not decided (the server was too busy, the database away).
    func abandon(_ key: Key) {
        counts.withLock { counts in
            guard let count = counts[key] else { return }
            if count.attempts <= 1 { counts[key] = nil } else { counts[key]?.attempts -= 1 }
        }
    }

    /// What is over goes first; a table full of running windows loses an arbitrary half, which is cheaper than order and gives
    /// whoever fills it on purpose no say in what stays.
    private static func makeRoom(in counts: inout [Key: Count], capacity: Int, now: Double) {
        guard counts.count >= capacity else { return }
        counts = counts.filter { $0.value.forgottenAt > now }
        guard counts.count >= capacity else { return }
        for key in counts.keys.prefix(counts.count / 2) { counts[key] = nil }
    }
}
