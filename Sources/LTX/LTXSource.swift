/// A whole file on its way to whoever reads it: in memory, or fetched piece by piece, so that a file of any size is read in bounded
/// memory.
public struct LTXSource: Sendable {
    /// Of the file, in bytes.
    public let size: Int
    /// How long a piece is, at least; a single field that is longer comes in one.
    let pieceLength: Int
    /// The bytes that are at hand from the beginning.
    let start: ArraySlice<UInt8>
    private let fetch: (@Sendable (Range<Int>) throws -> [UInt8])?

    /// A file in memory.
    public init(_ bytes: ArraySlice<UInt8>) {
        (size, pieceLength, start, fetch) = (bytes.count, 0, bytes, nil)
    }

    /// A file elsewhere.
    ///
    /// - Parameters:
    ///   - size: its length in bytes.
    ///   - pieceLength: how much is fetched at a time, at least. Two pieces may be in memory.
    ///   - fetch: gives these bytes of it. What it throws is told as `LTXError.Reason.unreadable`.
    public init(size: Int, pieceLength: Int = 1 << 20, fetch: @escaping @Sendable (Range<Int>) throws -> [UInt8]) {
        (self.size, self.pieceLength, start, self.fetch) = (size, pieceLength, [], fetch)
    }

    /// Exactly these bytes of the file.
    func read(_ range: Range<Int>, of part: LTXError.Part) throws(LTXError) -> ArraySlice<UInt8> {
        guard let fetch else { return start[(start.startIndex + range.lowerBound)..<(start.startIndex + range.upperBound)] }
        let bytes: [UInt8]
        do {
            bytes = try fetch(range)
        } catch {
            throw LTXError(.unreadable("\(error)"), at: range.lowerBound)
        }
        guard bytes.count == range.count else {
            throw LTXError(.truncated(part, needed: range.count, available: bytes.count), at: range.lowerBound)
        }
        return bytes[...]
    }

    /// The last bytes; all where there are fewer.
    func suffix(_ count: Int) throws(LTXError) -> ArraySlice<UInt8> {
        try read(max(0, size - count)..<size, of: .trailer)
    }
}
