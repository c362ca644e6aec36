import Logging

/// Where an object is: a store, and a key in it.
///
///     try ObjectStoreLocation("s3://bucket/site.sqlite")        // S3
///     try ObjectStoreLocation("file:///var/site/site.sqlite")   // a folder that exists, and a name in it
///     try ObjectStoreLocation("memory:site.sqlite")             // gone with the process
public struct ObjectStoreLocation: Sendable, Hashable {
    /// The kinds of store.
    public enum Place: Sendable, Hashable {
        /// An S3 bucket.
        case bucket(String)
        /// A folder, by its path.
        case folder(String)
        /// A store in memory.
        case memory
    }

    /// The store.
    public let place: Place
    /// The key in it: not empty.
    public let key: String

    /// A location by its parts.
    public init(_ place: Place, key: String) {
        self.place = place
        self.key = key
    }

    /// Reads one of the forms above. Nothing is decoded: a `%` in a key is a `%`.
    public init(_ url: String) throws(StoreError) {
        guard let (place, key) = Self.parse(url), !key.isEmpty else {
            throw StoreError(.refused, "\(url) is none of s3://BUCKET/KEY, file:///FOLDER/KEY and memory:KEY.")
        }
        self.init(place, key: key)
    }

    /// The store of this location, set up from an environment as AWS's tools read it. Nothing is sent yet.
    public func open(environment: [String: String], logger: Logger) throws(StoreError) -> any ObjectStore {
        switch place {
        case .memory: return MemoryStore()
        case .folder(let path): return FolderStore(path)
        case .bucket(let name):
            return try S3Store(bucket: name, configuration: S3Configuration(environment: environment), logger: logger)
        }
    }

    private static func parse(_ url: String) -> (Place, String)? {
        if url.hasPrefix("memory:") { return (.memory, String(url.dropFirst(7))) }
        if url.hasPrefix("s3://"), let slash = url.dropFirst(5).firstIndex(of: "/") {
            let bucket = url[..<slash].dropFirst(5)
            return bucket.isEmpty ? nil : (.bucket(String(bucket)), String(url[slash...].dropFirst()))
        }
        if url.hasPrefix("file:///"), let slash = url.lastIndex(of: "/") {
            let folder = url[..<slash].dropFirst(7)
            return (.folder(folder.isEmpty ? "/" : String(folder)), String(url[slash...].dropFirst()))
        }
        return nil
    }
}
