/// The format's own check of a whole file: order, snapshot, index, checksums; see `LTXDecoder`'s invariants.
public enum LTXVerifier {
    /// Reads `bytes` to the end and keeps no page.
    ///
    /// - Throws: `LTXError` with the first thing that is wrong.
    @discardableResult
    public static func verify(_ bytes: ArraySlice<UInt8>, limits: LTXLimits = .standard) throws(LTXError) -> LTXSummary {
        try verify(LTXSource(bytes), limits: limits)
    }

    /// The same for a file that comes piece by piece.
    @discardableResult
    public static func verify(_ source: LTXSource, limits: LTXLimits = .standard) throws(LTXError) -> LTXSummary {
        var decoder = try LTXDecoder(source, limits: limits)
        return try decoder.forEachPage { _, _ in }
    }
}
