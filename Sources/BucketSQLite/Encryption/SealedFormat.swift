// A sealed object, all integers big-endian:
//
//   0 "SATCHELE"   8 version (16 bits, 1)   10 zero (16 bits)   12 family (16 bytes)   28 chunks
//   chunk: key id (8 bytes)   salt (16 bytes)   16,384 bytes of the object, fewer in the last chunk, encrypted   tag (16 bytes)
//
//  1. An object of n bytes has max(1, ⌈n / 16384⌉) chunks, so where each begins follows from n, and n from the sealed size.
//  2. Key id and salt are the same in all chunks of an object; the salt is random and new with each sealing.
//  3. A chunk is AES-256-GCM under HKDF-SHA256(key, salt: family ‖ salt, info: "satchel bucket object"); the nonce is its number
//     in the object (96 bits, from 0). No key ever sees a nonce twice, whatever is stored how often.
//  4. Associated: the header's 28 bytes, key id, n (64 bits), the object's key in the store. So a chunk opens in its place only: not
//     elsewhere in the object, nor in one that was cut or made longer, nor under another name, nor in another database.
//  5. The family names a database: random at its creation, the same in all its objects.

import Secrets

/// Where things lie in a sealed object.
enum SealedFormat {
    static let magic = Array("SATCHELE".utf8)
    static let version: UInt16 = 1
    static let familyCount = 16
    static let headerCount = 12 + familyCount
    static let saltCount = 16
    /// What stands before a chunk's content.
    static let prefixCount = EncryptionKey.ID.count + saltCount
    /// Content of a chunk, in bytes. Small, because a range read takes whole chunks.
    static let chunkCount = 16 << 10
    static let chunkOverhead = prefixCount + AES256GCM.tagCount
    static let sealedChunkCount = chunkCount + chunkOverhead

    static func isSealed(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: magic) }

    static func header(family: [UInt8]) -> [UInt8] { magic + [UInt8(version >> 8), UInt8(version & 0xFF), 0, 0] + family }

    /// How many chunks an object of `size` bytes has.
    static func chunks(of size: Int) -> Int { max(1, (size + chunkCount - 1) / chunkCount) }

    /// The bytes of an object of `size` bytes that stand in chunk `index`.
    static func content(_ index: Int, of size: Int) -> Range<Int> {
        let start = index * chunkCount
        return start..<max(start, min(start + chunkCount, size))
    }

    /// The chunks of an object of `size` bytes that have a part in these bytes of the sealed object; the header counts to the first.
    static func chunks(holding range: Range<Int>, of size: Int) -> Range<Int> {
        let first = max(0, range.lowerBound - headerCount) / sealedChunkCount
        let last = max(0, range.upperBound - 1 - headerCount) / sealedChunkCount
        return min(first, chunks(of: size) - 1)..<min(last + 1, chunks(of: size))
    }

    /// Where the chunk with this number begins in the sealed object.
    static func offset(_ index: Int) -> Int { headerCount + index * sealedChunkCount }

    /// The sealed size of an object of `size` bytes.
    static func sealedSize(of size: Int) -> Int { headerCount + chunks(of: size) * chunkOverhead + size }

    /// The size of the object that is sealed in `size` bytes; `nil` where no object has that sealed size.
    static func plainSize(of size: Int) -> Int? {
        let body = size - headerCount
        guard body >= chunkOverhead else { return nil }
        let plain = body - (body + sealedChunkCount - 1) / sealedChunkCount * chunkOverhead
        return plain >= 0 && sealedSize(of: plain) == size ? plain : nil
    }
}
