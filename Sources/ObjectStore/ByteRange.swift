/// Bytes `lowerBound..<upperBound` of an object; an open end reads to the end; a suffix reads the last bytes.
public enum ByteRange: Sendable, Hashable {
    /// Fewer bytes come where the object is shorter.
    case bounds(Range<Int>)
    /// From an offset to the end.
    case from(Int)
    /// The last bytes; the whole object where it is shorter.
    case suffix(Int)

    /// The bytes of an object of `size` that are meant; `nil` where there is none of them, which S3 answers with 416.
    func resolved(size: Int) -> Range<Int>? {
        let range =
            switch self {
            case .bounds(let bounds): bounds.clamped(to: 0..<size)
            case .from(let start): min(start, size)..<size
            case .suffix(let count): max(0, size - count)..<size
            }
        return range.isEmpty ? nil : range
    }

    /// The value of the `Range` header (RFC 9110 section 14.2); `nil` where the range is empty, which a header can't say.
    var header: String? {
        switch self {
        case .bounds(let bounds): bounds.isEmpty ? nil : "bytes=\(bounds.lowerBound)-\(bounds.upperBound - 1)"
        case .from(let start): "bytes=\(start)-"
        case .suffix(let count): count > 0 ? "bytes=-\(count)" : nil
        }
    }
}
