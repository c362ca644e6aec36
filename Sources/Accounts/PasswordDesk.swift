import Blocking
import Glibc
import Secrets

/// Where passwords are hashed and compared: on threads of their own, bounded, and below the pages in the scheduler's eyes.
///
/// A hash takes a sixth of a second of one core. Two things keep a flood of sign-ins from slowing pages: where there are several cores
/// one is left to the pages, and the threads that hash are nice (10), so that a page that becomes ready takes the core: with eight
/// clients signing in on two cores, a page's median time stays within twice what it was.
final class PasswordDesk: Sendable {
    /// What a comparison found.
    enum Verdict: Sendable, Equatable {
        case wrong
        /// Right; with a new hash to store where the old one is weaker than the settings ask.
        case right(replacement: String?)
    }

    private let hasher: PasswordHasher
    let queue: BlockingQueue

    init(scheme: PasswordHasher.Scheme, width: Int = PasswordDesk.defaultWidth, limit: Int) {
        hasher = PasswordHasher(scheme)
        queue = BlockingQueue(label: "accounts.passwords", width: width, limit: limit)
    }

    /// All cores but one. Beside pages as many sign in as with all of them, and on two cores a machine without pages hashes half as many.
    static var defaultWidth: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1) }

    /// A new hash.
    ///
    /// - Throws: `PasswordError`, and `BlockingQueue.Overloaded` where too much waits already.
    func hash(_ password: Password) async throws -> String {
        let hasher = hasher
        return try await queue.run {
            Self.beNice()
            return try hasher.hash(password.text)
        }
    }

    /// Compares a password with a stored hash; where there is none, with one that nothing matches, which takes as long.
    ///
    /// - Throws: `BlockingQueue.Overloaded` where too much waits already.
    func compare(_ password: Password, with stored: String?) async throws -> Verdict {
        guard password.byteCount <= Password.byteLimit else { return .wrong }
        let hasher = hasher
        return try await queue.run {
            Self.beNice()
            return Self.verdict(on: password, stored: stored, by: hasher)
        }
    }

    private static func verdict(on password: Password, stored: String?, by hasher: PasswordHasher) -> Verdict {
        // An account without a password (one that was made for another way to sign in) has an empty hash.
        let known = stored.flatMap { $0.isEmpty ? nil : $0 }
        let hash = known ?? hasher.decoy
        // Both spellings are tried whatever the first gives and whoever is asked for: the time tells what was typed, not who is known.
        let isRight = hasher.verify(password.text, against: hash)
        let isRightAsTyped = password.asTyped.map { hasher.verify($0, against: hash) } ?? false
        guard known != nil, isRight || isRightAsTyped else { return .wrong }
        guard !isRight || hasher.needsRehash(hash) else { return .right(replacement: nil) }
        return .right(replacement: try? hasher.hash(password.text))
    }

    /// Lowers this thread's priority. On Linux niceness belongs to a thread, and those of the queue do nothing else: lowering
    /// them for good takes nothing from others.
    private static func beNice() {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    }
}
