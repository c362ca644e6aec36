import ObjectStore

/// Range reads: of the chunks that hold the range, and no more than these.
extension SealedStore {
    func part(_ key: String, _ range: ByteRange, unless etag: ETag?) async throws(StoreError) -> GetResult {
        let family = try await family(of: key)
        let result = try await store.get(key, range: Self.sealed(range), unless: etag)
        guard case .object(let object) = result else { return result }
        guard let size = SealedFormat.plainSize(of: object.info.size) else { throw SealError.damaged(key) }
        let wanted = Self.bounds(range, size: size)
        // Every range that was asked for below begins with a chunk, or is the end of the object.
        let start =
            switch range {
            case .bounds(let bounds): SealedFormat.offset(bounds.lowerBound / SealedFormat.chunkCount)
            case .from(let offset): SealedFormat.offset(offset / SealedFormat.chunkCount)
            case .suffix: object.info.size - object.bytes.count
            }
        let info = ObjectInfo(key: key, etag: object.info.etag, size: size)
        guard !wanted.isEmpty else { return .object(Object(bytes: [], info: info)) }
        let chunks = wanted.lowerBound / SealedFormat.chunkCount..<(wanted.upperBound - 1) / SealedFormat.chunkCount + 1
        let place = SealedPlace(name: key, family: family, size: size)
        let end =
            SealedFormat.offset(chunks.upperBound - 1) + place.content(chunks.upperBound - 1).count + SealedFormat.chunkOverhead
        let sealed = SealedFormat.offset(chunks.lowerBound) - start..<end - start
        guard sealed.lowerBound >= 0, sealed.upperBound <= object.bytes.count else {
            throw StoreError(
                .corrupt, "\(object.bytes.count) bytes of a part of \(key) arrived, \(sealed.upperBound) are needed: try again")
        }
        let content = try seal.open(object.bytes[sealed], chunks: chunks, of: place)
        let first = place.content(chunks.lowerBound).lowerBound
        return .object(Object(bytes: Array(content[wanted.lowerBound - first..<wanted.upperBound - first]), info: info))
    }

    /// What has to be asked of the store below.
    private static func sealed(_ range: ByteRange) -> ByteRange {
        switch range {
        case .bounds(let bounds):
            let first = bounds.lowerBound / SealedFormat.chunkCount
            let last = max(bounds.lowerBound, bounds.upperBound - 1) / SealedFormat.chunkCount
            return .bounds(SealedFormat.offset(first)..<SealedFormat.offset(last + 1))
        case .from(let start): return .from(SealedFormat.offset(start / SealedFormat.chunkCount))
        case .suffix(let count):
            // The last chunk may hold a single byte, and the first of these its last one.
            return .suffix((SealedFormat.chunks(of: count) + 1) * SealedFormat.sealedChunkCount)
        }
    }

    private static func bounds(_ range: ByteRange, size: Int) -> Range<Int> {
        switch range {
        case .bounds(let bounds): bounds.clamped(to: 0..<size)
        case .from(let start): min(start, size)..<size
        case .suffix(let count): max(0, size - count)..<size
        }
    }
}
