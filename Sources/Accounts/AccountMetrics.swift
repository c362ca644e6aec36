import CoreMetrics

/// Counts what happens to accounts, by the names of ``AccountEvent``, and what does not come to happen. Of few values: never a name or
/// an address.
enum AccountMetrics {
    static func note(_ event: String) {
        Counter(label: "satchel_account_events_total", dimensions: [("event", event)]).increment()
    }
}
