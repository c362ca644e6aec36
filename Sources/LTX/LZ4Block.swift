import CLZ4

// LZ4 blocks (not frames): liblz4 behind bounds that are checked before it is called.
//
//  1. A packed block is never longer than `bound` of what it unpacks to.
//  2. Unpacking never writes beyond the given size, and gives exactly that many bytes or nothing.
//  3. The packed bytes may differ between versions of liblz4; what they unpack to may not.

/// Packs and unpacks LZ4 blocks.
public enum LZ4Block {
    /// The most bytes that a block can take which unpacks to `count` bytes (`LZ4_COMPRESSBOUND`).
    public static func bound(_ count: Int) -> Int { count + count / 255 + 16 }

    /// Packs `bytes`, which are a page of the database at most.
    ///
    /// - Throws: `LTXError` when there are none, or more than 65,536.
    public static func pack(_ bytes: some Collection<UInt8>) throws(LTXError) -> [UInt8] {
        guard (1...65_536).contains(bytes.count) else { throw LTXError(.pageLength(expected: 65_536, found: bytes.count), at: 0) }
        let contiguous: [UInt8]? = bytes.withContiguousStorageIfAvailable(packContiguous)
        return contiguous ?? Array(bytes).withUnsafeBufferPointer(packContiguous)
    }

    /// Unpacks `block` into `output`.
    ///
    /// - Returns: Whether `block` is well formed and unpacks to exactly `output.count` bytes. If not, `output` has no meaning.
    public static func unpack(_ block: ArraySlice<UInt8>, into output: inout [UInt8]) -> Bool {
        guard !block.isEmpty, block.count <= bound(output.count), output.count <= 65_536 else { return false }
        let unpacked = block.withUnsafeBytes { source in
            output.withUnsafeMutableBytes { target in
                LZ4_decompress_safe(
                    source.bindMemory(to: CChar.self).baseAddress, target.bindMemory(to: CChar.self).baseAddress,
                    Int32(source.count), Int32(target.count))
            }
        }
        return Int(unpacked) == output.count
    }

    private static func packContiguous(_ source: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let capacity = bound(source.count)
        return [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
            let packed = LZ4_compress_default(
                UnsafeRawPointer(source.baseAddress)?.assumingMemoryBound(to: CChar.self),
                UnsafeMutableRawPointer(target.baseAddress)?.assumingMemoryBound(to: CChar.self),
                Int32(source.count), Int32(capacity))
            // Within LZ4_COMPRESSBOUND the library always succeeds; 0 would be a broken library, and no bytes never unpack.
            count = Int(packed)
        }
    }
}
