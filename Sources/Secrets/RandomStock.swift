import Synchronization

/// Random bytes taken from OpenSSL's generator in advance, for names that nobody has to guess wrong: a request's id costs a copy
/// instead of a call of several thousand instructions. Not for keys and tokens: what is in stock lies in memory.
public final class RandomStock: Sendable {
    private static let capacity = 1024

    private let stock = Mutex([UInt8]())

    /// An empty stock: it is filled when the first token is asked for.
    public init() {}

    /// As ``Randomness/token(bits:)``.
    public func token(bits: Int) -> String {
        precondition(bits > 0 && bits % 8 == 0 && bits / 8 <= Self.capacity, "a token is made of whole bytes, and not of many")
        return stock.withLock { stock in
            if stock.count < bits / 8 { stock = Randomness.bytes(Self.capacity) }
            defer { stock.removeLast(bits / 8) }
            return Base64Alphabet.url.encode(stock[(stock.count - bits / 8)...])
        }
    }
}
