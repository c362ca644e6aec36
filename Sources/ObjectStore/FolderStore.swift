// A folder as a bucket.
//
// 1. A key is a path below the folder (`FolderKey` says how); a name with a leading dot is never an object.
// 2. Who writes holds an exclusive `flock` on `.lock`: conditions hold across threads and processes of one machine. (Not over
//    NFS before version 4.)
// 3. Bytes are written to `.new-…`, synced, renamed, and the folder is synced: a reader sees the old or the new object whole.
// 4. The tag is the quoted MD5 of the bytes: nothing is kept beside them, and a file that was put there by hand is an object.

import Blocking
import Secrets

/// Objects as files below a folder, with the conditional semantics of S3: for development and tests.
public final class FolderStore: ObjectStore {
    private let folder: Folder
    private let queue = BlockingQueue(label: "satchel.folder-store", width: 4)

    /// A store over a folder that exists (a missing one answers `noSuchBucket`, as a missing bucket does).
    public init(_ path: String) {
        folder = Folder(path: path)
    }

    /// `file:///folder`
    public var description: String { "file://\(folder.path)" }

    /// The object, a range of it, or the news that it has not changed since `etag`.
    public func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        let object = try await load(key)
        return try object?.answer(range: range, unless: etag) ?? .missing
    }

    /// Size and tag without the bytes (which are read for the tag).
    public func head(_ key: String) async throws(StoreError) -> ObjectInfo? {
        try await load(key)?.info
    }

    /// Stores an object, if the condition holds. It is synced to the disk when this returns.
    public func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        let path = try FolderKey.path(of: key)
        return try await queue.runStore { [folder] () throws(StoreError) in
            try folder.locked { () throws(StoreError) in
                try StoreError.check(deadline: deadline)
                let current = condition == .always ? nil : try folder.read(path).map(ETag.md5)
                try condition.check(against: current, key: key)
                try folder.write(path, bytes)
            }
            return ETag.md5(of: bytes)
        }
    }

    /// Removes an object; a missing one is no error.
    public func delete(_ key: String) async throws(StoreError) {
        let path = try FolderKey.path(of: key)
        try await queue.runStore { [folder] () throws(StoreError) in
            try folder.locked { () throws(StoreError) in try folder.remove(path) }
        }
    }

    /// The keys that start with `prefix`, in byte order.
    public func list(prefix: String) async throws(StoreError) -> [ObjectInfo] {
        try await queue.runStore { [folder] () throws(StoreError) in
            var found: [ObjectInfo] = []
            for path in try folder.files() {
                guard let key = FolderKey.key(of: path), key.utf8.starts(with: prefix.utf8) else { continue }
                // Removed since it was listed: no object.
                guard let bytes = try folder.read(path) else { continue }
                found.append(ObjectInfo(key: key, etag: .md5(of: bytes), size: bytes.count))
            }
            return found.listed(under: prefix)
        }
    }

    private func load(_ key: String) async throws(StoreError) -> Object? {
        let path = try FolderKey.path(of: key)
        return try await queue.runStore { [folder] () throws(StoreError) in
            guard let bytes = try folder.read(path) else { return nil }
            return Object(bytes: bytes, info: ObjectInfo(key: key, etag: .md5(of: bytes), size: bytes.count))
        }
    }
}
