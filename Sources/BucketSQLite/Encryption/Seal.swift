import ObjectStore
import Secrets

/// Seals objects, and opens what was sealed: bytes in, bytes out.
struct Seal: Sendable {
    let keys: EncryptionKeys

    /// `bytes` as they may lie in the store under `name`.
    /// - Parameter salt: 16 random bytes, never used before; tests hand in others.
    func seal(
        _ bytes: [UInt8], name: String, family: [UInt8], salt: [UInt8] = Randomness.bytes(SealedFormat.saltCount)
    ) -> [UInt8] {
        let place = SealedPlace(name: name, family: family, size: bytes.count)
        return SealedFormat.header(family: family)
            + seal(bytes, as: 0..<SealedFormat.chunks(of: bytes.count), of: place, salt: salt)
    }

    /// A large object as it may lie in the store, sealed piece by piece while it is uploaded. It is one sealing: a piece that is read
    /// twice is the same twice.
    func sealing(
        _ body: UploadBody, name: String, family: [UInt8], salt: [UInt8] = Randomness.bytes(SealedFormat.saltCount)
    ) -> UploadBody {
        let place = SealedPlace(name: name, family: family, size: body.size)
        return UploadBody(size: SealedFormat.sealedSize(of: body.size)) { range in
            let chunks = SealedFormat.chunks(holding: range, of: place.size)
            let content = place.content(chunks.lowerBound).lowerBound..<place.content(chunks.upperBound - 1).upperBound
            var sealed = seal(try await body.bytes(content), as: chunks, of: place, salt: salt)
            var start = SealedFormat.offset(chunks.lowerBound)
            if range.lowerBound < SealedFormat.headerCount {
                sealed = SealedFormat.header(family: family) + sealed
                start = 0
            }
            return Array(sealed[range.lowerBound - start..<range.upperBound - start])
        }
    }

    /// The chunks `indices` of an object, end to end, sealed with the newest key.
    /// - Parameter bytes: what they hold.
    private func seal(_ bytes: [UInt8], as indices: Range<Int>, of place: SealedPlace, salt: [UInt8]) -> [UInt8] {
        let id = keys.newest.id
        let cipher = keys.newest.cipher(for: .sealing, family: place.family, salt: salt)
        let (prefix, associated) = (id.bytes + salt, place.associated(id))
        let first = place.content(indices.lowerBound).lowerBound
        let count = bytes.count + indices.count * SealedFormat.chunkOverhead
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            var output = UnsafeMutableRawBufferPointer(buffer)[...]
            bytes.withUnsafeBytes { input in
                for index in indices {
                    let place = place.content(index)
                    let chunk = UnsafeMutableRawBufferPointer(rebasing: output.prefix(place.count + SealedFormat.chunkOverhead))
                    output = output.dropFirst(chunk.count)
                    chunk.copyBytes(from: prefix)
                    let content = UnsafeRawBufferPointer(rebasing: input[place.lowerBound - first..<place.upperBound - first])
                    guard let start = chunk.baseAddress else { continue }
                    cipher.seal(
                        content, nonce: Self.nonce(index), associated: associated, to: start + SealedFormat.prefixCount)
                }
            }
            written = count
        }
    }

    /// Opens the chunks `indices` of an object, which lie end to end in `sealed`.
    /// - Throws: where they were sealed with a key that is not here, or are not what was sealed for this place.
    func open(
        _ sealed: ArraySlice<UInt8>, chunks indices: Range<Int>, of place: SealedPlace
    ) throws(StoreError) -> [UInt8] {
        let first = place.content(indices.lowerBound).lowerBound
        let count = indices.isEmpty ? 0 : place.content(indices.upperBound - 1).upperBound - first
        guard sealed.count == count + indices.count * SealedFormat.chunkOverhead, !indices.isEmpty else { throw place.damaged }
        let prefix = Array(sealed.prefix(SealedFormat.prefixCount))
        let id = EncryptionKey.ID(bytes: Array(prefix.prefix(EncryptionKey.ID.count)))
        guard let key = keys[id] else { throw SealError.unknownKey(id, place.name, keys) }
        let salt = Array(prefix.suffix(SealedFormat.saltCount))
        let cipher = key.cipher(for: .opening, family: place.family, salt: salt)
        let associated = place.associated(id)
        var isWhole = true
        // A byte more than may be needed: no bytes may have no address.
        let bytes = [UInt8](unsafeUninitializedCapacity: count + 1) { buffer, written in
            sealed.withUnsafeBytes { input in
                var rest = input[...]
                for index in indices where isWhole {
                    let content = place.content(index)
                    let chunk = UnsafeRawBufferPointer(rebasing: rest.prefix(content.count + SealedFormat.chunkOverhead))
                    rest = rest.dropFirst(chunk.count)
                    guard let start = buffer.baseAddress, chunk.prefix(prefix.count).elementsEqual(prefix) else {
                        isWhole = false
                        break
                    }
                    isWhole = cipher.open(
                        UnsafeRawBufferPointer(rebasing: chunk.dropFirst(prefix.count)), nonce: Self.nonce(index),
                        associated: associated, to: UnsafeMutableRawPointer(start + (content.lowerBound - first)))
                }
            }
            written = isWhole ? count : 0
        }
        guard isWhole else { throw place.damaged }
        return bytes
    }

    /// A chunk's number as 96 bits.
    private static func nonce(_ index: Int) -> [UInt8] {
        [0, 0, 0, 0] + withUnsafeBytes(of: UInt64(index).bigEndian) { Array($0) }
    }
}

/// What a sealed object is bound to: its name, its database and its size.
struct SealedPlace: Sendable {
    /// The object's key in the store.
    let name: String
    let family: [UInt8]
    /// Of what is sealed, in bytes.
    let size: Int

    func content(_ index: Int) -> Range<Int> { SealedFormat.content(index, of: size) }

    func associated(_ id: EncryptionKey.ID) -> [UInt8] {
        SealedFormat.header(family: family) + id.bytes + withUnsafeBytes(of: UInt64(size).bigEndian) { Array($0) }
            + Array(name.utf8)
    }

    var damaged: StoreError { SealError.damaged(name) }
}
