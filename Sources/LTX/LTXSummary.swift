/// What a file that was read to its end says.
public struct LTXSummary: Hashable, Sendable {
    public let header: LTXHeader
    public let trailer: LTXTrailer
    public let index: LTXPageIndex
}
