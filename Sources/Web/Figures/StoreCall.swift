/// A call to the bucket, by what a store asks for it. The raw values are names of ``SiteFigures``.
public enum StoreCall: String, Sendable {
    /// GET and HEAD, those that are answered “not changed” or fail included.
    case read = "store read"
    /// PUT and LIST, refused conditions included. DELETE costs nothing.
    case write = "store write"

    /// US dollars for one: AWS S3 Standard in us-east-1, without traffic and storage.
    public var price: Double {
        switch self {
        case .read: 0.40 / 1_000_000
        case .write: 5.00 / 1_000_000
        }
    }
}
