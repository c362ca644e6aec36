import HTTPCalls
import Logging
import Secrets
import Web

// The range API of breached passwords, as api.pwnedpasswords.com speaks it:
//
// 1. Asked for is the first five hexadecimal digits of the password's SHA-1, appended to a URL: about one in a million of all hashes, which
//    tells nobody the password.
// 2. The answer has a line for each hash that begins so: the other 35 digits, a colon, how often it was seen.
// 3. With `Add-Padding: true` lines that were seen 0 times are mixed in, so that the length of an answer tells nothing either.

/// Whether a password stands in a breach that is known, by a service that a site names. A service that is away keeps nobody out: the list
/// of the commonest passwords, which comes with the program, is asked in any case.
struct BreachedPasswords: Sendable {
    /// What the five digits are appended to.
    let url: String
    private let client = HTTPClient(connections: 4, waiting: 64)

    /// Seconds, for a visitor who waits.
    private static let patience = 3.0
    /// Bytes of an answer: today's are of 40,000.
    private static let longestAnswer = 1 << 20

    init(url: String) { self.url = url.hasSuffix("/") ? url : url + "/" }

    func contains(_ password: Password, logger: Logger) async -> Bool {
        let digest = Digest.hex(Digest.sha1(Array(password.text.utf8))).uppercased()
        do {
            let reply = try await client.perform(
                HTTPCall(
                    method: .get, url: url + digest.prefix(5), headers: [("Add-Padding", "true"), ("User-Agent", "Satchel")],
                    connectTimeout: Self.patience, timeout: Self.patience, longestAnswer: Self.longestAnswer))
            guard reply.status == 200 else { throw Refused(status: reply.status) }
            return Self.count(of: digest.dropFirst(5), in: reply.body) > 0
        } catch {
            logger.warning("breached passwords could not be looked up", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// How often a hash was seen.
    static func count(of suffix: some StringProtocol, in answer: [UInt8]) -> Int {
        for line in answer.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard parts.count == 2, String(decoding: parts[0], as: UTF8.self).uppercased() == suffix else { continue }
            return Int(String(decoding: parts[1], as: UTF8.self).filter { !$0.isWhitespace }) ?? 0
        }
        return 0
    }

    private struct Refused: Error, CustomStringConvertible {
        let status: Int
        var description: String { "the service answered \(status)" }
    }
}

extension Accounts {
    /// Refuses a new password that stands in a known breach. To be asked last: it is another server's answer that is waited for.
    func checkBreaches(
        _ password: Password, _ field: AccountForm.Field, _ form: inout AccountForm, in context: Context
    ) async {
        guard form.isRight, let breaches, await breaches.contains(password, logger: context.logger) else { return }
        form.refuse(field, texts.passwordBreached)
    }
}
