import CoreMetrics
import Web

/// Counts what happens to accounts, by the names of ``AccountEvent``, and what does not come to happen. Of few values: never a name or
/// an address.
enum AccountMetrics {
    static func note(_ event: String) {
        Counter(label: "satchel_account_events_total", dimensions: [("event", event)]).increment()
    }

    /// Somebody was not let in.
    static func note(_ refusal: Refusal, in context: Context) {
        note(refusal.rawValue)
        context.environment.figures.count(refusal.rawValue, at: context.environment.now())
    }

    /// Why somebody was not let in.
    enum Refusal: String, CaseIterable {
        case signInRefused = "sign-in refused"
        /// Too many tries.
        case signInHeldBack = "sign-in held back"
        case passkeyRefused = "passkey refused"
    }

    /// The names of all of these.
    static var refusals: [String] { Refusal.allCases.map(\.rawValue) }
}
