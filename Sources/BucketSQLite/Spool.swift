import Database
import ObjectStore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Bytes on their way to the store, written once and then read: in memory while they are few, beyond that in a temporary file that
/// has no name, so that nothing is left of it however the process ends.
final class Spool: Sendable {
    /// How many bytes stay in memory.
    static let memory = 8 << 20

    private struct State {
        var bytes: [UInt8] = []
        var count = 0
        var file: Int32?
    }

    private let state = Mutex(State())
    private let memory: Int

    init(memory: Int = Spool.memory) { self.memory = memory }

    deinit {
        if let file = state.withLock({ $0.file }) { close(file) }
    }

    /// In bytes.
    var count: Int { state.withLock { $0.count } }

    /// Whether it is in memory.
    var isSmall: Bool { count <= memory }

    func append(_ bytes: [UInt8]) throws(DatabaseError) {
        try state.withLock { (state) throws(DatabaseError) in
            state.bytes += bytes
            state.count += bytes.count
            guard state.bytes.count > memory || state.file != nil else { return }
            if state.file == nil { state.file = try Self.open() }
            guard let file = state.file else { return }
            let start = state.count - state.bytes.count
            guard state.bytes.withUnsafeBytes({ FileBytes.write(file, $0, at: start) }) else {
                throw TemporaryFile.failure("written")
            }
            state.bytes = []
        }
    }

    /// Exactly these bytes.
    func read(_ range: Range<Int>) throws(DatabaseError) -> [UInt8] {
        let (bytes, file) = state.withLock { ($0.bytes, $0.file) }
        // The file is closed with `self`, not before.
        guard let file else { return Array(bytes[range]) }
        guard let bytes = FileBytes.read(file, range) else { throw TemporaryFile.failure("read") }
        return bytes
    }

    private static func open() throws(DatabaseError) -> Int32 {
        let file = try TemporaryFile()
        defer { file.remove() }
        let descriptor = Glibc.open(file.path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw TemporaryFile.failure("opened") }
        return descriptor
    }

    /// For the store; `threads` may block.
    /// - Parameter isWanted: asked before each part of what is large; once it says no, the upload ends.
    func body(on threads: BucketRuntime.Threads, isWanted: @escaping @Sendable () -> Bool) -> UploadBody {
        UploadBody(size: count) { range in
            guard self.isSmall || isWanted() else { throw CancellationError() }
            return try await threads.run { try self.read(range) }
        }
    }
}
