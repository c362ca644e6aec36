import Web

/// How many mails may be asked for: by one visitor's address, so that nobody makes the site write to strangers, and to one
/// mail address, so that nobody's mailbox is filled.
struct MailRequests: Sendable {
    private let bySource: AttemptLimiter
    private let byRecipient: AttemptLimiter

    init(_ settings: AccountSettings) {
        bySource = AttemptLimiter(limit: settings.mailRequests, window: settings.mailRequestWindow)
        byRecipient = AttemptLimiter(limit: settings.mailsPerAddress, window: settings.mailRequestWindow)
    }

    /// Counts a request; seconds to wait where there were too many.
    func begin(_ email: String, in context: Context) -> Int? {
        let now = context.environment.now()
        if case .refused(let seconds) = bySource.begin(AttemptLimiter.Key(address: context.clientAddress), now: now) {
            return seconds
        }
        // The whole address counts: cut, as names are, it would be another's.
        let recipient = AttemptLimiter.Key(username: UserToken.key(of: email.lowercased(), for: .confirmEmail), address: "")
        if case .refused(let seconds) = byRecipient.begin(recipient, now: now) { return seconds }
        return nil
    }
}
