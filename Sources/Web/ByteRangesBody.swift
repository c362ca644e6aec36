import Blocking
import Glibc
import HTTP
import Secrets

/// Several parts of a file in one answer: `multipart/byteranges` (RFC 9110 section 14.6).
struct ByteRangesBody: Sendable {
    private let file: PublicFile
    private let parts: [(head: [UInt8], range: Range<Int>)]
    private let end: [UInt8]
    private let boundary: String

    init(_ file: PublicFile, _ ranges: [Range<Int>]) {
        let boundary = Randomness.token(bits: 128)
        self.file = file
        self.boundary = boundary
        parts = ranges.enumerated().map { index, range in
            let head = """
                \(index == 0 ? "" : "\r\n")--\(boundary)\r
                Content-Type: \(file.contentType)\r
                Content-Range: \(ByteRanges.contentRange(range, size: file.status.size))\r
                \r

                """
            return (Array(head.utf8), range)
        }
        end = Array("\r\n--\(boundary)--\r\n".utf8)
    }

    var contentType: String { "multipart/byteranges; boundary=\(boundary)" }
    /// In bytes, heads included.
    var length: Int { parts.reduce(end.count) { $0 + $1.head.count + $1.range.count } }

    func write(to writer: any BodyWriter, on queue: BlockingQueue) async throws {
        for (head, range) in parts {
            try await writer.write(head)
            var offset = range.lowerBound
            while offset < range.upperBound {
                let piece = offset..<min(offset + 64 << 10, range.upperBound)
                try await writer.write(try await bytes(piece, queue))
                offset = piece.upperBound
            }
        }
        try await writer.write(end)
    }

    private func bytes(_ range: Range<Int>, _ queue: BlockingQueue) async throws -> [UInt8] {
        if let content = file.content { return Array(content[range]) }
        let path = file.path
        return try await queue.run { try Self.read(path, range) }
    }

    /// The length was announced: a file that has become shorter breaks the answer off.
    private static func read(_ path: String, _ range: Range<Int>) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileGone(path: path) }
        defer { close(descriptor) }
        do {
            return try OpenFile(descriptor: descriptor, path: path).read(range)
        } catch {
            throw FileGone(path: path)
        }
    }
}

/// A file that was there a moment ago, and is not, or is shorter now.
struct FileGone: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path) changed while it was sent" }
}
