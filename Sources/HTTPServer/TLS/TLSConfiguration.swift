/// The certificates of a server that speaks TLS. The files are read when it starts, and anew when they change.
public struct TLSConfiguration: Sendable, Hashable {
    /// A certificate and the key that belongs to it.
    public struct Pair: Sendable, Hashable {
        /// A PEM file: the server's certificate first, then those that lead from it to the root.
        public var certificatePath: String
        /// A PEM file with the private key, without a passphrase.
        public var keyPath: String

        /// A certificate and its key, in PEM files.
        public init(certificatePath: String, keyPath: String) {
            self.certificatePath = certificatePath
            self.keyPath = keyPath
        }
    }

    /// At least one. A client that names a host (SNI) gets the first certificate made for it; every other client the first of all.
    public var pairs: [Pair]
    /// How often, at most, changed files are looked for, in seconds. Only new connections give occasion to look.
    public var refreshInterval = 5.0

    /// Several certificates; the client's name chooses (SNI), the first is for everybody else.
    public init(pairs: [Pair]) { self.pairs = pairs }
}
