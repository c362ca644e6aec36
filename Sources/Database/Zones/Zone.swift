#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A time zone of the system's database (`Europe/Berlin`): which offset from UTC holds when.
///
/// It is read from the files of `tzdata` (RFC 9636), because the time zones of Foundation would bring ICU into the program.
public struct Zone: Sendable, Hashable, CustomStringConvertible {
    /// A time with one offset.
    struct Span: Hashable {
        /// Seconds since 1970, from which on it holds; `nil`: it always did.
        let start: Int64?
        /// The next span's start; `nil`: it holds for ever.
        let end: Int64?
        /// Seconds east of UTC.
        let offset: Int64
        /// The offset before `start`.
        let offsetBefore: Int64
    }

    public let description: String
    private let firstOffset: Int64
    /// When which offset begins, in order.
    private let transitions: [ZoneTransition]
    /// What holds after the last of them.
    private let rule: ZoneRule?

    /// Coordinated universal time: never shifted.
    public static let utc = Zone("UTC", ZoneFile(firstOffset: 0, transitions: [], rule: nil))

    /// A zone of this system.
    ///
    /// - Parameter name: as tzdata has it.
    /// - Throws: ``DatabaseError/Kind/misuse`` where this system has no such zone.
    public init(_ name: String) throws(DatabaseError) {
        guard name != "UTC" else {
            self = .utc
            return
        }
        let folder = ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo"
        let isName = !name.isEmpty && name.utf8.allSatisfy(Self.isAllowed) && !name.hasPrefix("/") && !name.contains("..")
        guard isName, let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            throw DatabaseError(
                .misuse, "there is no time zone “\(name)” in \(folder): zones are called like Europe/Berlin, and come with tzdata"
            )
        }
        guard let file = ZoneFile(Array(bytes)) else {
            throw DatabaseError(.misuse, "\(folder)/\(name) is no file of a time zone (TZif, version 2 or later)")
        }
        self.init(name, file)
    }

    init(_ name: String, _ file: ZoneFile) {
        description = name
        (firstOffset, transitions, rule) = (file.firstOffset, file.transitions, file.rule)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "+-_/".utf8.contains(byte)
        }
    }

    /// The span that holds at a moment, in seconds since 1970.
    func span(at moment: Int64) -> Span {
        // Transitions at or before the moment.
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].moment <= moment { low = middle + 1 } else { high = middle }
        }
        if low < transitions.count || rule?.isChanging != true {
            let next = low < transitions.count ? transitions[low].moment : nil
            return span(from: low == 0 ? nil : transitions[low - 1], before: low < 2 ? nil : transitions[low - 2], until: next)
        }
        return ruledSpan(at: moment)
    }

    private func span(from: ZoneTransition?, before: ZoneTransition?, until end: Int64?) -> Span {
        let offsetBefore = before?.offset ?? firstOffset
        return Span(start: from?.moment, end: end, offset: from?.offset ?? firstOffset, offsetBefore: offsetBefore)
    }

    /// After the last transition of the file.
    private func ruledSpan(at moment: Int64) -> Span {
        let last = transitions.last
        let year = Timestamp.date(ofDay: moment.flooredQuotient(86_400)).year
        // A year before, for what began then; a year after, for its end.
        var ruled = last.map { [$0] } ?? []
        for year in (year - 1)...(year + 1) {
            for transition in rule?.transitions(of: year) ?? [] where last.map({ transition.moment > $0.moment }) ?? true {
                // The first may begin the offset that holds already.
                if transition.offset != ruled.last?.offset { ruled.append(transition) }
            }
        }
        let next = ruled.firstIndex { $0.moment > moment } ?? ruled.count
        let before = next >= 2 ? ruled[next - 2] : transitions.dropLast().last
        return span(
            from: next >= 1 ? ruled[next - 1] : nil, before: before, until: next < ruled.count ? ruled[next].moment : nil)
    }
}

/// From when on which offset holds.
struct ZoneTransition: Sendable, Hashable {
    /// Seconds since 1970.
    let moment: Int64
    /// Seconds east of UTC.
    let offset: Int64
}

extension Int64 {
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
