/// What a file that was read to its end says.
public struct LTXSummary: Hashable, Sendable {
    /// The file's beginning.
    public let header: LTXHeader
    /// The file's end.
    public let trailer: LTXTrailer
    /// Where each page is.
    public let index: LTXPageIndex
}
