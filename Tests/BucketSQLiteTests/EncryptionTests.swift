import Database
import Foundation
import ObjectStore
import Testing

@testable import BucketSQLite

@Suite("Encryption at the client")
struct EncryptionTests {
    let store = FaultyStore()

    private func options(_ layout: BucketOptions.Layout, _ keys: String? = testKeys[0]) throws -> BucketOptions {
        var options = BucketOptions()
        options.layout = layout
        options.encryption = try keys.map { try EncryptionKeys($0) }
        options.keeper = KeeperLimits(inline: 4000, fanOut: 3)
        return options
    }

    /// A database of several segments (`layout=ltx`), all of whose texts bear the mark.
    private func fill(_ options: BucketOptions, rows: Int = 30) async throws {
        let engine = try await open(store, options)
        try await engine.createNames()
        for number in 0..<rows { try await engine.add("MARKER \(number) \(String(repeating: "MARKER ", count: 40))") }
        await engine.close()
    }

    @Test("leaves nothing readable in the store", arguments: BucketOptions.Layout.allCases)
    func nothingReadable(layout: BucketOptions.Layout) async throws {
        try await fill(try options(layout, nil))
        let marks = [Array("MARKER".utf8), Array("CREATE TABLE".utf8), Array("SQLite format".utf8), Array("LTX1".utf8)]
        func found() -> Int {
            store.keys().compactMap { store.bytes($0) }.flatMap { bytes in marks.filter { bytes.firstRange(of: $0) != nil } }
                .count
        }
        #expect(found() > 0, "plain, the marks are there")
        for object in store.keys() { store.remove(object) }
        try await fill(try options(layout))
        #expect(layout == .file || store.keys().count > 4, "segments and tables")
        #expect(found() == 0)
        for object in store.keys() { #expect(SealedFormat.isSealed(try #require(store.bytes(object)))) }
    }

    @Test("a mismatch of database and key stops the start, says what to do, and writes nothing")
    func mismatch() async throws {
        let cases: [(there: String?, given: String?, words: String)] = [
            (testKeys[0], nil, "encrypt=env:NAME"),
            (testKeys[0], testKeys[1], "add that key behind the others"),
            (nil, testKeys[0], "is not encrypted"),
        ]
        for layout in BucketOptions.Layout.allCases {
            for (there, given, words) in cases {
                for object in store.keys() { store.remove(object) }
                try await fill(try options(layout, there), rows: 3)
                let (puts, bytes) = (store.count(.put), store.bytes(key))
                let error = await #expect(throws: (any Error).self) { _ = try await open(store, options(layout, given)) }
                #expect("\(try #require(error))".contains(words), "\(layout): \(String(describing: error))")
                #expect(store.count(.put) == puts && store.bytes(key) == bytes)
            }
        }
    }

    @Test("a current local copy does not hide a wrong key")
    func localCopy() async throws {
        var options = try options(.file)
        options.localPath = try temporaryFolder() + "/copy.sqlite"
        try await fill(options, rows: 2)
        options.encryption = try EncryptionKeys(testKeys[1])
        let error = await #expect(throws: (any Error).self) { _ = try await open(store, options) }
        #expect("\(try #require(error))".contains("add that key"))
    }

    @Test("a new key in front seals what is new; rotation seals the rest again; then the old key is not needed")
    func rotation() async throws {
        try await fill(try options(.ltx))
        let both = try options(.ltx, "\(testKeys[1]),\(testKeys[0])")
        let keys = try #require(both.encryption)
        let engine = try await open(store, both)
        try await engine.add("with the new key")
        await engine.close()
        let sealed = SealedStore(store, root: key, keys: keys)
        let usage = try await sealed.usage()
        #expect(usage.count == 2 && usage.values.reduce(0, +) == store.keys().count)
        let running = try await open(store, both)
        #expect(try await running.names().count == 31)
        let operations = BucketOperations(key: key, in: store, options: both, logger: quiet)
        #expect(try await operations.rotateKeys().objects > 0)
        #expect(try await sealed.usage() == [keys.newest.id.description: store.keys().count])
        #expect(try await operations.rotateKeys().objects == 0)
        try await running.add("after the rotation")
        #expect(try await running.names().count == 32)
        await running.close()
        let fresh = try await open(store, try options(.ltx, testKeys[1]))
        #expect(try await fresh.names().count == 32)
        await fresh.close()
    }

    @Test("an object in the place of another, or of another database's, is refused")
    func swapped() async throws {
        let options = try options(.ltx)
        try await fill(options)
        let tables = store.keys().filter { $0.hasSuffix(".groups") }
        let (one, two) = (try #require(tables.first), try #require(tables.last))
        let keep = (try #require(store.bytes(one)), try #require(store.bytes(two)))
        #expect(one != two)
        store.place(one, keep.1)
        await expectCorrupt(options)
        store.place(one, keep.0)
        // The same keys, the same names, another database.
        let other = FaultyStore()
        for (name, bytes) in store.keys().map({ ($0, store.bytes($0)) }) { other.place(name, try #require(bytes)) }
        for object in store.keys() { store.remove(object) }
        try await fill(options)
        for object in store.keys() where object != key {
            if let foreign = other.bytes(object) { store.place(object, foreign) }
        }
        await expectCorrupt(options)
        // A whole database under another's key.
        store.place("other.sqlite", try #require(store.bytes(key)))
        let error = await #expect(throws: (any Error).self) {
            _ = try await BucketEngine.open(key: "other.sqlite", in: store, options: options, logger: quiet)
        }
        #expect("\(try #require(error))".contains("under this name"))
    }

    @Test(
        "copies: verified, exported plain, converted, branched and restored, all under keys",
        arguments: BucketOptions.Layout.allCases)
    func operations(layout: BucketOptions.Layout) async throws {
        let options = try options(layout)
        try await fill(options)
        let operations = BucketOperations(key: key, in: store, options: options, logger: quiet)
        let path = try temporaryFolder() + "/plain.sqlite"
        _ = try await operations.export(to: path)
        let file = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(file.starts(with: Array("SQLite format 3".utf8)))
        _ = try await operations.branch(to: "other.sqlite")
        _ = try await operations.convert(to: layout == .ltx ? .file : .ltx)
        _ = try await operations.importFile(path, overwrites: true)
        let again = try await open(store, options)
        #expect(try await again.names().count == 30)
        await again.close()
        let other = try await BucketEngine.open(key: "other.sqlite", in: store, options: options, logger: quiet)
        #expect(try await other.names().count == 30)
        await other.close()
        for object in store.keys() { #expect(SealedFormat.isSealed(try #require(store.bytes(object))), "\(object)") }
    }

    private func expectCorrupt(_ options: BucketOptions) async {
        let error = await #expect(throws: (any Error).self) { _ = try await open(store, options).names() }
        let isCorrupt = (error as? StoreError)?.kind == .corrupt || (error as? DatabaseError)?.kind == .corrupt
        #expect(isCorrupt, "\(String(describing: error))")
    }
}

@Suite("A sealed object")
struct SealedObjectTests {
    let below = MemoryStore()

    private func sealed(_ root: String = "db") throws -> SealedStore {
        SealedStore(below, root: root, keys: try EncryptionKeys(testKeys[0]))
    }

    private func content(_ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) } }

    private func raw(_ name: String) async throws -> [UInt8] {
        guard case .object(let object) = try await below.get(name, range: nil, unless: nil) else { return [] }
        return object.bytes
    }

    private func bytes(_ store: SealedStore, _ name: String, _ range: ByteRange? = nil) async throws -> [UInt8] {
        guard case .object(let object) = try await store.get(name, range: range, unless: nil) else { return [] }
        return object.bytes
    }

    @Test(
        "comes back as it was, whole and in every kind of part",
        arguments: [0, 1, 5, 16383, 16384, 16385, 32768, 100_000])
    func parts(size: Int) async throws {
        let content = content(size)
        let writing = try sealed()
        _ = try await writing.put("db", [1], if: .absent, deadline: nil)
        _ = try await writing.put("db.d/x", content, if: .absent, deadline: nil)
        let store = try sealed()
        #expect(try await bytes(store, "db.d/x") == content)
        #expect(try await raw("db.d/x").count == SealedFormat.sealedSize(of: size))
        #expect(try await store.head("db.d/x")?.size == size)
        #expect(try await store.list(prefix: "db.d/").map(\.size) == [size])
        for edge in [1, 100, 16384, 16400, 40_000] where edge < size {
            #expect(try await bytes(store, "db.d/x", .suffix(edge)) == Array(content[(size - edge)...]))
            #expect(try await bytes(store, "db.d/x", .from(edge)) == Array(content[edge...]))
            #expect(try await bytes(store, "db.d/x", .bounds(0..<edge)) == Array(content[..<edge]))
            #expect(try await bytes(store, "db.d/x", .bounds(edge..<size)) == Array(content[edge...]))
            #expect(try await bytes(store, "db.d/x", .bounds(edge - 1..<edge)) == [content[edge - 1]])
            #expect(try await bytes(store, "db.d/x", .bounds(edge..<size + 20_000)) == Array(content[edge...]))
        }
    }

    @Test("a flipped bit anywhere, a cut, more bytes, and chunks in another order are refused")
    func damage() async throws {
        let store = try sealed()
        _ = try await store.put("db", content(40_000), if: .absent, deadline: nil)
        let good = try await raw("db")
        var bad: [[UInt8]] = []
        let edges = [0, 12, 28, 36, 52, 16436, 16452, 16476, good.count - 16]
        for position in edges.flatMap({ [$0, $0 + 1, $0 + 7] }) + stride(from: 0, to: good.count, by: 997) {
            var bytes = good
            bytes[position] ^= 1 << (position % 8)
            bad.append(bytes)
        }
        for length in stride(from: 0, to: good.count, by: 1999) { bad.append(Array(good.prefix(length))) }
        bad.append(good + [0])
        bad.append(good + good.suffix(SealedFormat.sealedChunkCount))
        let chunks = (0..<2).map { good[SealedFormat.offset($0)..<SealedFormat.offset($0 + 1)] }
        bad.append(Array([good[..<SealedFormat.headerCount], chunks[1], chunks[0], good[SealedFormat.offset(2)...]].joined()))
        for bytes in bad {
            _ = try await below.put("db", bytes, if: .always, deadline: nil)
            await #expect(throws: StoreError.self) { _ = try await sealed().get("db", range: nil, unless: nil) }
        }
        _ = try await below.put("db", good, if: .always, deadline: nil)
        #expect(try await bytes(store, "db") == content(40_000))
    }

    @Test("a part of an object that was changed is refused as well")
    func damagedPart() async throws {
        let store = try sealed()
        _ = try await store.put("db", [], if: .absent, deadline: nil)
        _ = try await store.put("db.d/x", content(60_000), if: .absent, deadline: nil)
        let good = try await raw("db.d/x")
        for position in [SealedFormat.offset(1), SealedFormat.offset(1) + 30, SealedFormat.offset(2) - 1] {
            var bytes = good
            bytes[position] ^= 0x80
            _ = try await below.put("db.d/x", bytes, if: .always, deadline: nil)
            await #expect(throws: StoreError.self) {
                _ = try await store.get("db.d/x", range: .bounds(17_000..<17_010), unless: nil)
            }
            #expect(try await self.bytes(store, "db.d/x", .bounds(5..<9)) == Array(content(60_000)[5..<9]))
        }
    }

    @Test("sealed twice has nothing in common but its head and the key's id")
    func salted() async throws {
        let store = try sealed()
        var seen: [[UInt8]] = []
        for _ in 0..<2 {
            _ = try await store.put("db", content(1000), if: .always, deadline: nil)
            seen.append(try await raw("db"))
        }
        #expect(seen[0].prefix(36) == seen[1].prefix(36))
        #expect(zip(seen[0], seen[1]).dropFirst(36).filter { $0 == $1 }.count < 40)
    }

    /// Made by another program (Python's `cryptography`) from the description in docs/format.md.
    @Test("has the bytes that docs/format.md says")
    func vector() throws {
        let seal = Seal(keys: try EncryptionKeys(testKeys[0]))
        let place = SealedPlace(name: "site.sqlite", family: Array(repeating: 7, count: 16), size: 5)
        let sealed = seal.seal(Array("hello".utf8), name: place.name, family: place.family, salt: Array(0..<16))
        let expected =
            "5341544348454c450001000007070707070707070707070707070707" + "176ba5ae5b075f3f" + "000102030405060708090a0b0c0d0e0f"
            + "19500f3bf9" + "22ab6c81644ca2b448c0fa09317115c0"
        #expect(sealed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
        #expect(try seal.open(sealed[SealedFormat.headerCount...], chunks: 0..<1, of: place) == Array("hello".utf8))
    }
}

@Suite("The option encrypt")
struct EncryptionOptionTests {
    private let base64 = Data(repeating: 0xFB, count: 32).base64EncodedString()

    private func open(_ query: String, _ environment: [String: String] = [:]) throws -> BucketOptions {
        guard
            case .bucket(_, _, let options) = try BucketLocation(
                url: "s3sqlite://pail/k?\(query)", environment: { environment[$0] })
        else { throw Damaged(findings: []) }
        return options
    }

    @Test("takes keys from the environment or a file, in each spelling")
    func spellings() throws {
        let hex = String(repeating: "fb", count: 32)
        let url = base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        let expected = try EncryptionKeys(hex)
        let path = try temporaryFolder() + "/keys"
        try "\(url)\n".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try open("encrypt=env:KEY", ["KEY": base64]).encryption == expected)
        #expect(try open("encrypt=env:KEY", ["KEY": hex.uppercased()]).encryption == expected)
        #expect(try open("encrypt=file:\(path)").encryption == expected)
        #expect(try open("encrypt=env:KEY", ["KEY": "\(hex), \(testKeys[0])"]).encryption?.keys.count == 2)
        #expect(try open("layout=ltx").encryption == nil)
    }

    @Test(
        "refuses what is no key of 32 bytes, without repeating it",
        arguments: ["", "short", String(repeating: "ab", count: 31), String(repeating: "ab", count: 33), "c2VjcmV0", " , "])
    func refused(value: String) throws {
        let error = try #require(throws: DatabaseError.self) { _ = try open("encrypt=env:KEY", ["KEY": value]) }
        #expect(value.count < 5 || !error.message.contains(value))
        #expect(error.message.contains("KEY is not set") || error.message.contains("satchel secret"))
    }

    @Test("refuses a key in the URL, and does not repeat it")
    func inURL() throws {
        let error = try #require(throws: DatabaseError.self) { _ = try open("encrypt=\(testKeys[0])") }
        #expect(error.message.contains("env:NAME") && !error.message.contains(testKeys[0]))
        #expect(throws: DatabaseError.self) { _ = try open("encrypt=file:/nowhere/keys") }
    }

    @Test("keys are never printed")
    func hidden() throws {
        let options = try open("encrypt=env:KEY", ["KEY": testKeys[0]])
        var dumped = ""
        dump(options, to: &dumped)
        #expect(!"\(options)\(String(reflecting: options))\(dumped)".contains("17, 17"))
        #expect("\(try #require(options.encryption))".hasPrefix("EncryptionKeys("))
    }

    @Test("sse and sse_kms_key_id name what S3 is to encrypt with")
    func serverSide() throws {
        #expect(try open("sse=AES256").serverSideEncryption == .aes256)
        #expect(try open("sse=aws:kms").serverSideEncryption == .kms(keyID: nil))
        #expect(try open("sse_kms_key_id=alias/site&sse=aws:kms").serverSideEncryption == .kms(keyID: "alias/site"))
        for wrong in ["sse=aes", "sse_kms_key_id=x", "sse=AES256&sse_kms_key_id=x"] {
            #expect(throws: DatabaseError.self) { _ = try open(wrong) }
        }
    }
}
