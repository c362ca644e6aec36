import Glibc

/// How a bucket is reached. From the environment as AWS's own tools read it, or by hand.
public struct S3Configuration: Sendable {
    /// Where the bucket's name stands in an address.
    public enum Addressing: Sendable, Hashable {
        /// In the host name on AWS; in the path at any other endpoint, and where the name has a dot.
        case automatic
        /// `https://host/bucket/key`
        case path
        /// `https://bucket.host/key`
        case virtualHost
    }

    /// The bucket's region, as it is signed.
    public var region: String
    /// `https://host[:port][/path]` of a store that is not AWS.
    public var endpoint: String?
    /// Where the bucket's name stands.
    public var addressing = Addressing.automatic
    /// Where access keys come from.
    public var credentials: any CredentialSource
    /// Seconds for name look-up, connection and TLS.
    public var connectTimeout: Double = 5
    /// Seconds for one request; a `put` with a deadline ends at the deadline where that is sooner.
    public var requestTimeout: Double = 120
    /// How often a call is tried in all, where repeating it is harmless.
    public var attempts = 4
    /// Seconds before the second try at most; doubled for each further one, up to two seconds.
    public var firstDelay: Double = 0.1
    /// How many requests are on their way at once.
    public var maximumConnections = 16
    /// The longest object, in bytes, that is stored by one PUT; longer ones go in parts.
    public var largestPut = 32 << 20
    /// How long a part is, in bytes; S3 takes none under 5 MB but the last.
    public var partSize = 8 << 20
    /// How objects are encrypted at rest, where it is not the bucket's default.
    public var encryption: ServerSideEncryption?
    /// Whether uploads carry a CRC-32C for the store to check and keep (beside the signed SHA-256).
    public var sendsChecksums = true
    /// Whether downloads are compared with their checksum, or their tag where that is an MD5.
    public var checksDownloads = true
    /// Seconds since 1970: what requests are signed with.
    public var now: @Sendable () -> Int = { time(nil) }

    /// A configuration by hand.
    public init(region: String = "us-east-1", endpoint: String? = nil, credentials: any CredentialSource) {
        self.region = region
        self.endpoint = endpoint
        self.credentials = credentials
    }

    /// What AWS's tools read: `AWS_REGION`, `AWS_DEFAULT_REGION`, `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, the profile's `region`
    /// and `endpoint_url`, `AWS_REQUEST_CHECKSUM_CALCULATION`, `AWS_RESPONSE_CHECKSUM_VALIDATION`, and credentials by `CredentialChain`.
    public init(environment: [String: String]) throws(StoreError) {
        let profile = try Profile.load(environment: environment)
        func setting(_ names: String...) -> String? { names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } }
        let region = setting("AWS_REGION", "AWS_DEFAULT_REGION") ?? profile?["region"] ?? "us-east-1"
        self.init(
            region: region, endpoint: setting("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL") ?? profile?["endpoint_url"],
            credentials: CredentialChain(environment: environment, profile: profile, region: region))
        sendsChecksums = setting("AWS_REQUEST_CHECKSUM_CALCULATION")?.lowercased() != "when_required"
        checksDownloads = setting("AWS_RESPONSE_CHECKSUM_VALIDATION")?.lowercased() != "when_required"
    }
}
