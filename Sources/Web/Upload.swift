import Blocking
import Glibc

/// A file's content on its way in.
enum Upload: Sendable, Hashable {
    case memory([UInt8])
    case disk(UnnamedFile, size: Int)

    /// The disk may be slow: two threads, and no event loop, wait for it.
    static let queue = BlockingQueue(label: "web.uploads", width: 2)

    init() { self = .memory([]) }

    var size: Int {
        switch self {
        case .memory(let bytes): bytes.count
        case .disk(_, let size): size
        }
    }

    /// - Parameter memory: what is left of the form's memory, in bytes.
    mutating func append(_ bytes: [UInt8], memory: inout Int) async throws {
        switch self {
        case .memory(var held) where bytes.count <= memory:
            self = .memory([])
            held += bytes
            memory -= bytes.count
            self = .memory(held)
        case .memory(let held):
            memory += held.count
            self = try await Self.queue.run {
                let file = try UnnamedFile()
                try file.append(held)
                try file.append(bytes)
                return .disk(file, size: held.count + bytes.count)
            }
        case .disk(let file, let size):
            try await Self.queue.run { try file.append(bytes) }
            self = .disk(file, size: size + bytes.count)
        }
    }

    /// - Parameter range: within the content.
    func bytes(_ range: Range<Int>) async throws -> [UInt8] {
        switch self {
        case .memory(let bytes): Array(bytes[range])
        case .disk(let file, _): try await Self.queue.run { try file.read(range) }
        }
    }

    /// A new file at `path` with this content: whole and durable, or not there at all. What was there is replaced.
    func save(to path: String) async throws {
        let pieceBytes = 256 << 10
        try await Self.queue.run {
            try NewFile.write(path) { target in
                switch self {
                case .memory(let bytes): try target.append(bytes)
                case .disk(let file, let size):
                    for start in stride(from: 0, to: size, by: pieceBytes) {
                        try target.append(file.read(start..<min(start + pieceBytes, size)))
                    }
                }
            }
        }
    }
}
