import Database
import LTX
import Testing

@testable import BucketSQLite

@Suite("Bytes that nobody wrote")
struct BadInputTests {
    private let samples: [(name: String, bytes: [UInt8])]

    init() async throws {
        let store = FaultyStore()
        let options = BucketOptions.ltx(KeeperLimits(inline: 3000, fanOut: 2))
        let engine = try await open(store, options)
        try await engine.createNames()
        for number in 0..<25 { try await engine.add("name \(number)") }
        await engine.close()
        samples = try [key, ".ltxs", ".groups"].map { suffix in
            let name = try #require(store.keys().first { $0.hasSuffix(suffix) })
            return (suffix, try #require(store.bytes(name)))
        }
    }

    /// Reads `bytes` as what they were; a manifest that is taken has to bear every question put to it.
    private func read(_ bytes: [UInt8], as name: String) throws {
        switch name {
        case ".ltxs":
            guard let range = TXIDRange(TXID(1), TXID(3)) else { return }
            let checksum = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
            _ = try ArchivedCommits(
                bytes, of: Archive(range: range, size: 1, checksum: checksum, firstTime: 0, lastTime: 0))
        case ".groups":
            let checksum = bytes.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            _ = try PageGroups(bytes, fileChecksum: checksum)
        default:
            var manifest = try Manifest(bytes)
            _ = DatabaseInfo(manifest, objectSize: bytes.count)
            _ = KeeperLimits().nextSteps(manifest, time: 1_800_000_000_000)
            manifest.keepHistory(time: 1_800_000_000_000, retention: 1000)
        }
    }

    @Test("are refused or read, and never crash, also where their checksum fits", arguments: 0..<8)
    func mutations(seed: UInt64) throws {
        var random = SplitMix(seed)
        for (name, bytes) in samples {
            for _ in 0..<400 {
                var mutated = bytes
                for _ in 0...(random.next() % 4) {
                    // Heads and lists are where sizes stand.
                    let bound = random.next() % 2 == 0 ? min(mutated.count, 300) : mutated.count
                    let position = Int(random.next() % UInt64(bound))
                    mutated[position] =
                        random.next() % 3 == 0 ? [0, 0xFF, 0x80][Int(random.next() % 3)] : UInt8(random.next() % 256)
                }
                if random.next() % 8 == 0 { mutated.removeLast(Int(random.next() % UInt64(mutated.count))) }
                if mutated.count > 8 {
                    let sum = CRC64.of(mutated.dropLast(8))
                    for byte in 0..<8 { mutated[mutated.count - 8 + byte] = UInt8(truncatingIfNeeded: sum >> (56 - 8 * byte)) }
                }
                do { try read(mutated, as: name) } catch { #expect(error is DatabaseError, "\(error)") }
            }
        }
    }

    /// A manifest with one entry in each list, and its bytes as docs/format.md gives them.
    @Test("a manifest of version 1 is these bytes, and stays readable")
    func golden() throws {
        let size = try #require(PageSize(4096))
        let first = try #require(TXIDRange(TXID(1), TXID(2)))
        let segment = Segment(level: 9, range: first, size: 3, fileChecksum: 4, timestamp: 5)
        var manifest = Manifest(
            lineage: Array(1...16), txid: TXID(2), pageSize: size, pageCount: 7, checksum: .empty, timestamp: 8,
            ids: [ShortID(value: 9)], segments: [segment], retired: [RetiredSegment(segment: segment, retiredAt: 10)], inline: [])
        manifest.epoch = 11
        manifest.provenStore = 12
        manifest.archives = [Archive(range: first, size: 13, checksum: 14, firstTime: 15, lastTime: 16)]
        manifest.checkpoints = [Checkpoint(txid: TXID(17), timestamp: 18)]
        manifest.predecessors = [Predecessor(lineage: Array(17...32), txid: TXID(19), timestamp: 20, replacedAt: 21)]
        func word(_ value: UInt64, bytes: Int = 8) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * (bytes - 1 - $0))) }
        }
        let one = word(1, bytes: 4)
        var expected = Array("SATCHEL\n".utf8) + [0, 1, 0, 0] + Array(1...16) + word(2) + word(4096, bytes: 4)
        expected += word(7, bytes: 4) + word(1 << 63) + word(8) + word(11) + Array(repeating: 0, count: 16) + word(12)
        let entry = [9] + word(1) + word(2) + word(3) + word(4) + word(5)
        expected += one + word(9) + one + entry + one + entry + word(10)
        expected += one + word(1) + word(2) + word(13) + word(14) + word(15) + word(16)
        expected += one + word(17) + word(18) + one + Array(17...32) + word(19) + word(20) + word(21) + word(0, bytes: 4)
        expected += word(CRC64.of(expected))
        #expect(manifest.bytes == expected)
        #expect(try Manifest(expected) == manifest)
    }
}
