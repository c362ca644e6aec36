/// What a `Range` field asks of content of a known size (RFC 9110 section 14).
public enum ByteRanges: Sendable, Hashable {
    /// No bytes unit, broken, or unreasonable: the field is ignored, the answer is 200 with everything.
    case whole
    /// 206 with these, none empty, in the order asked for.
    case parts([Range<Int>])
    /// 416 with `Content-Range: bytes */size`.
    case unsatisfiable

    /// The ranges that a request asks for, of content that has `size` bytes.
    ///
    /// - Parameter limit: more ranges than this, or ranges that ask for more than the whole, are an attack on the server
    ///   (RFC 9110 section 17.15) and ignored.
    public init(_ text: some StringProtocol, size: Int, limit: Int = 16) {
        let halves = Substring(text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, halves[0].trimmingBlanks.isEqualIgnoringCase("bytes") else {
            self = .whole
            return
        }
        let specs = halves[1].split(separator: ",").map(\.trimmingBlanks).filter { !$0.isEmpty }
        let ranges = specs.map { Self.range(String($0), size: size) }
        let wanted = ranges.compactMap { if case .bytes(let range) = $0 { range } else { nil } }
        if ranges.isEmpty || ranges.count > limit || ranges.contains(.invalid) || !Self.fit(wanted, into: size) {
            self = .whole
        } else {
            self = wanted.isEmpty ? .unsatisfiable : .parts(wanted)
        }
    }

    /// Whether they are no more than `size` bytes together, without a sum that could overflow.
    private static func fit(_ ranges: [Range<Int>], into size: Int) -> Bool {
        var rest = size
        return ranges.allSatisfy { range in
            rest -= range.count
            return rest >= 0
        }
    }

    private enum Spec: Equatable {
        case bytes(Range<Int>)
        case outside
        case invalid
    }

    private static func range(_ spec: String, size: Int) -> Spec {
        let ends = spec.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) && $0.utf8.count <= 18 }) else {
            return .invalid
        }
        switch (Int(ends[0]), Int(ends[1])) {
        case (nil, nil): return .invalid
        case (nil, let suffix?): return suffix == 0 || size == 0 ? .outside : .bytes(max(0, size - suffix)..<size)
        case (let first?, nil): return first < size ? .bytes(first..<size) : .outside
        case (let first?, let last?):
            guard first <= last else { return .invalid }
            return first < size ? .bytes(first..<min(last + 1, size)) : .outside
        }
    }

    /// The value of `Content-Range` for one part.
    public static func contentRange(_ part: Range<Int>, size: Int) -> String {
        "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
    }
}
