// Where a file lies: `<level>/<min>-<max>.ltx`, each commit as 16 lower-case hex digits.
//
//  1. Level 0 holds single commits, 1…8 compactions, 9 snapshots (the layout of Litestream's tools).
//  2. A name is accepted in exactly the form in which it is written: no upper case, no missing zeros, no path tricks.

/// The name of an LTX file and the level that it lies in.
public struct LTXName: Hashable, Sendable, CustomStringConvertible {
    /// The transactions that the file has.
    public let range: TXIDRange

    /// The name of a file of these transactions.
    public init(_ range: TXIDRange) { self.range = range }

    /// Reads `<min>-<max>.ltx`.
    ///
    /// - Throws: `LTXError` when `text` is anything else.
    public init(_ text: some StringProtocol) throws(LTXError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 37, bytes[16] == UInt8(ascii: "-"), bytes[33...].elementsEqual(".ltx".utf8),
            let min = Self.txid(bytes[..<16]), let max = Self.txid(bytes[17..<33]), let range = TXIDRange(min, max)
        else { throw LTXError(.invalidName(String(text)), at: 0) }
        self.range = range
    }

    /// `<min>-<max>.ltx`.
    public var description: String { "\(range).ltx" }

    /// `<level>/<min>-<max>.ltx`.
    public func path(level: LTXLevel) -> String { "\(level.number)/\(self)" }

    private static func txid(_ digits: ArraySlice<UInt8>) -> TXID? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return TXID(value)
    }
}
