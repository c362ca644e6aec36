import Database
import ObjectStore

/// Sealed objects, as a store hands them out.
///
/// 1. Bytes that nobody with a key has sealed are refused, whatever part is read.
/// 2. What was sealed is opened as it was, whole and in parts; changed in one bit or cut, every part that it touches is refused.
enum SealedFuzz {
    private static let key = "site.sqlite"
    private static let keys = try? EncryptionKeys(String(repeating: "11", count: 32))

    static func run(_ bytes: [UInt8]) {
        guard let keys else { return must(false, "a key is refused") }
        var chance = Chance(bytes)
        let foreign = HostileStore(bytes)
        let store = SealedStore(foreign, root: key, keys: keys)
        for range in [nil, .bounds(0..<10), .from(chance.below(1 << 15)), .suffix(8)] as [ByteRange?] {
            // A part beyond the end has no bytes that could be checked.
            must(read(store, range)?.isEmpty ?? true, "bytes that nobody has sealed are handed out")
        }
        let family = [UInt8](repeating: 7, count: SealedFormat.familyCount)
        let salt = [UInt8](repeating: 9, count: SealedFormat.saltCount)
        let sealed = Seal(keys: keys).seal(bytes, name: key, family: family, salt: salt)
        must(SealedFormat.plainSize(of: sealed.count) == bytes.count, "the size of what is sealed can't be told")
        checkParts(bytes, sealed, keys, &chance)
        checkDamage(bytes, sealed, keys, &chance)
    }

    private static func checkParts(_ bytes: [UInt8], _ sealed: [UInt8], _ keys: EncryptionKeys, _ chance: inout Chance) {
        let store = SealedStore(HostileStore(sealed), root: key, keys: keys)
        must(read(store, nil) == bytes, "what was sealed is opened as something else")
        let start = chance.below(bytes.count)
        let end = min(bytes.count, start + chance.below(40_000))
        must(read(store, .bounds(start..<end)) == Array(bytes[start..<end]), "\(start)..<\(end) of \(bytes.count)")
        must(read(store, .from(start)) == Array(bytes[start...]), "from \(start) of \(bytes.count)")
        must(read(store, .suffix(end - start)) == Array(bytes.suffix(end - start)), "the last \(end - start) of \(bytes.count)")
    }

    private static func checkDamage(_ bytes: [UInt8], _ sealed: [UInt8], _ keys: EncryptionKeys, _ chance: inout Chance) {
        var changed = sealed
        changed[chance.below(sealed.count)] ^= UInt8(1 << chance.below(8))
        let cut = Array(sealed.prefix(chance.below(sealed.count)))
        for damaged in [changed, cut, sealed + [0]] {
            let store = SealedStore(HostileStore(damaged), root: key, keys: keys)
            must(read(store, nil) == nil, "a damaged object is opened")
            must(read(store, .from(0))?.isEmpty ?? true, "a damaged object is opened in parts")
        }
    }

    private static func read(_ store: SealedStore, _ range: ByteRange?) -> [UInt8]? {
        InlineExecutor.run {
            guard case .object(let object)? = try? await store.get(key, range: range, unless: nil) else { return nil }
            return object.bytes
        }
    }
}
