import FoundationEssentials
import Web

// How times and spans of time are said: in UTC, the order of the parts by the language.

extension Texts {
    /// `2026-03-01 09:30 UTC`, as the language writes it.
    func moment(_ seconds: Int) -> Text { Text("moment", Self.parts(of: seconds), or: Self.moment(seconds)) }

    /// The day alone.
    func date(_ seconds: Int) -> Text { Text("date", Self.parts(of: seconds)) }

    /// For the command line: `2026-03-01 09:30 UTC`.
    static func moment(_ seconds: Int) -> String { stamp(seconds).prefix(16).replacing("T", with: " ") + " UTC" }

    private static func stamp(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    /// Each with its zeros in front: `03`.
    private static func parts(of seconds: Int) -> [String: Text.Argument] {
        let digits = stamp(seconds).split { !$0.isNumber }.map { Text.Argument.text(String($0)) }
        return Dictionary(zip(["year", "month", "day", "hour", "minute"], digits)) { first, _ in first }
    }

    func duration(_ seconds: Int) -> Text {
        switch seconds {
        case ..<90: Text("duration.seconds", ["count": .number(max(1, seconds))])
        case ..<7200: Text("duration.minutes", ["count": .number((seconds + 59) / 60)])
        case ..<172_800: Text("duration.hours", ["count": .number((seconds + 3599) / 3600)])
        default: Text("duration.days", ["count": .number((seconds + 86_399) / 86_400)])
        }
    }
}
