import Database
import Logging
import ObjectStore
import Secrets
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A copy of the newest state on this machine (`local_path`): a start with an unchanged bucket downloads nothing, and other
/// programs may read it.
///
/// 1. Two files: the database, and beside it `.origin` with the object, its tag and the SHA-256 of the copy.
/// 2. Written whole under another name and renamed, the database first: a crash leaves a pair that does not fit together, which
///    is noticed and thrown away.
/// 3. Never a source of truth: it is used only after the bucket has said that the tag is current.
final class LocalCopy: Sendable {
    private let path: String
    private let source: String
    private let logger: Logger
    private let runtime: BucketRuntime
    private let state = Mutex(State())

    private struct State {
        var newest: Base?
        var isSaving = false
        var finished: [UnsafeContinuation<Void, Never>] = []
    }

    init(path: String, source: String, runtime: BucketRuntime, logger: Logger) {
        self.path = path
        self.source = source
        self.runtime = runtime
        self.logger = logger
    }

    /// The copy, if it is whole and of this source.
    func load() -> (etag: ETag, version: PageVersion)? {
        guard let bytes = Self.read(path), let origin = Self.read(path + ".origin") else { return nil }
        let lines = String(decoding: origin, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0] == source, lines[2] == Digest.hex(Digest.sha256(bytes)) else {
            logger.warning("the local copy \(path) is of another source or not whole: it will be loaded anew")
            return nil
        }
        guard let version = try? FileLayout.version(of: bytes) else { return nil }
        return (ETag(String(lines[1])), version)
    }

    /// Keeps `base` soon. A newer state that comes before it is written replaces it.
    func save(_ base: Base) {
        let mustStart = state.withLock { state in
            state.newest = base
            defer { state.isSaving = true }
            return !state.isSaving
        }
        guard mustStart else { return }
        _ = runtime.task { await self.saveAll() }
    }

    /// Returns when everything that was given to ``save(_:)`` is on disk.
    func finish() async {
        await withUnsafeContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.isSaving { state.finished.append(continuation) }
                return !state.isSaving
            }
            if isIdle { continuation.resume() }
        }
    }

    private func saveAll() async {
        while let base = takeNewest() {
            do {
                try await runtime.tidying.run { try self.write(base) }
            } catch {
                logger.warning("the local copy \(path) could not be written", metadata: ["error": "\(error)"])
            }
        }
    }

    private func takeNewest() -> Base? {
        let (base, finished) = state.withLock { state -> (Base?, [UnsafeContinuation<Void, Never>]) in
            if let base = state.newest {
                state.newest = nil
                return (base, [])
            }
            state.isSaving = false
            defer { state.finished = [] }
            return (nil, state.finished)
        }
        for waiter in finished { waiter.resume() }
        return base
    }

    private func write(_ base: Base) throws(DatabaseError) {
        guard let etag = base.etag else { return }
        let image = try base.version.image()
        let bytes = [UInt8](UnsafeRawBufferPointer(start: image.start, count: image.count))
        try Self.replace(path, bytes)
        try Self.replace(path + ".origin", Array("\(source)\n\(etag)\n\(Digest.hex(Digest.sha256(bytes)))\n".utf8))
    }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { Glibc.close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        return size >= 0 ? FileBytes.read(file, 0..<size) : nil
    }

    private static func replace(_ path: String, _ bytes: [UInt8]) throws(DatabaseError) {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failed("opened", temporary) }
        let isWritten = bytes.withUnsafeBytes { FileBytes.write(file, $0, at: 0) }
        guard Glibc.close(file) == 0, isWritten else { throw failed("written", temporary) }
        guard rename(temporary, path) == 0 else { throw failed("renamed", temporary) }
    }

    private static func failed(_ what: String, _ path: String) -> DatabaseError {
        DatabaseError(.other, "\(path) could not be \(what): \(String(cString: strerror(errno)))")
    }
}
