import Database
import LTX
import ObjectStore

extension SegmentShelf {
    /// Segments as files to be read from front to end. Small ones are fetched here and now, all at once; of a large one only a piece
    /// is in memory, fetched when the piece before is read: by threads that may block.
    func sources(of segments: [Segment]) async throws -> [LTXSource] {
        // All together about 64 MB, however many they are.
        let piece = min(1 << 20, max(32 << 10, (32 << 20) / max(segments.count, 1)))
        return try await withThrowingTaskGroup(of: (Int, LTXSource).self) { group in
            for (index, segment) in segments.enumerated() {
                group.addTask { (index, try await self.source(of: segment, inPiecesOf: piece)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    private func source(of segment: Segment, inPiecesOf piece: Int) async throws -> LTXSource {
        let key = segment.key(below: root)
        guard segment.size > piece else {
            guard case .object(let object) = try await store.get(key, range: nil, unless: nil) else {
                throw MissingSegment.error(key)
            }
            return LTXSource(object.bytes[...])
        }
        return LTXSource(size: Int(segment.size), pieceLength: piece) { range in try self.fetch.read(key, range, from: self.store)
        }
    }
}
