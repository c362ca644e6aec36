import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Values on the disk, one after the other: a byte that tells the kind, and then eight bytes, or a length and the bytes.
final class RowSpool: Sendable {
    private struct Stream: @unchecked Sendable {
        // Used by whoever holds the lock.
        let file: UnsafeMutablePointer<FILE>
    }

    private let path: String
    private let stream: Mutex<Stream>

    init(path: String) throws(DatabaseError) {
        guard let file = fopen(path, "w+xe") else {
            throw DatabaseError(.other, "the spool \(path) can't be made: \(String(cString: strerror(errno)))")
        }
        chmod(path, 0o600)
        // Its name goes at once, and the rows with the program, however that ends.
        unlink(path)
        self.path = path
        stream = Mutex(Stream(file: file))
    }

    deinit { stream.withLock { _ = fclose($0.file) } }

    func clear() throws {
        try stream.withLock { stream in
            Glibc.rewind(stream.file)
            guard ftruncate(fileno(stream.file), 0) == 0 else { throw failure() }
        }
    }

    func rewind() throws {
        try stream.withLock { stream in
            guard fflush(stream.file) == 0 else { throw failure() }
            Glibc.rewind(stream.file)
        }
    }

    func append(_ values: [Value]) throws {
        try stream.withLock { stream in
            for value in values {
                switch value {
                case .null: try write(0, [], to: stream)
                case .integer(let integer): try write(1, withUnsafeBytes(of: integer, Array.init), to: stream)
                case .real(let real): try write(2, withUnsafeBytes(of: real.bitPattern, Array.init), to: stream)
                case .text(let text): try write(3, Array(text.utf8), to: stream)
                case .blob(let bytes): try write(4, bytes, to: stream)
                }
            }
        }
    }

    func next(_ count: Int) throws -> [Value] {
        try stream.withLock { stream in
            try (0..<count).map { _ in
                let (kind, bytes) = try read(from: stream)
                switch kind {
                case 0: return .null
                case 1: return .integer(bytes.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) })
                case 2: return .real(Double(bitPattern: bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }))
                case 3: return .text(String(decoding: bytes, as: UTF8.self))
                default: return .blob(bytes)
                }
            }
        }
    }

    private func write(_ kind: UInt8, _ bytes: [UInt8], to stream: Stream) throws {
        let head = [kind] + withUnsafeBytes(of: UInt64(bytes.count), Array.init)
        for part in [head, bytes] where !part.isEmpty {
            guard fwrite(part, 1, part.count, stream.file) == part.count else { throw failure() }
        }
    }

    private func read(from stream: Stream) throws -> (UInt8, [UInt8]) {
        var head = [UInt8](repeating: 0, count: 9)
        guard fread(&head, 1, 9, stream.file) == 9 else { throw failure() }
        let count = Int(head.dropFirst().withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
        var bytes = [UInt8](repeating: 0, count: count)
        guard count == 0 || fread(&bytes, 1, count, stream.file) == count else { throw failure() }
        return (head[0], bytes)
    }

    private func failure() -> DatabaseError {
        DatabaseError(.other, "the spool \(path) can't be used: \(String(cString: strerror(errno)))")
    }
}
