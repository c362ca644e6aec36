// A manifest's bytes, all integers big-endian:
//
//   0 "SATCHEL\n"   8 version (16 bits)   10 flags (16 bits, 0)   12 lineage (16 bytes)   28 txid   36 page size (32 bits)
//   40 page count (32 bits)   44 database checksum   52 timestamp   60 epoch   68 holder (16 bytes)   84 the proven store
//   92 seven lists, each a 32-bit count and its entries   CRC-64
//
//   ids           8 bytes each
//   segments      level (8 bits), min txid, max txid, size, file checksum, timestamp: 41 bytes each
//   retired       as segments, then the time of retirement: 49 bytes each
//   archives      min txid, max txid, size, checksum, first timestamp, last timestamp: 48 bytes each
//   checkpoints   txid, timestamp: 16 bytes each
//   predecessors  lineage (16 bytes), txid, timestamp, time of replacement: 40 bytes each
//   inline        a 32-bit length and an LTX file each
//
// The CRC-64/ISO at the end covers everything before it.

import Database
import LTX

extension Manifest {
    private static let magic = Array("SATCHEL\n".utf8)

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.raw(Self.magic)
        writer.integer(Self.version)
        writer.integer(UInt16(0))
        writer.raw(lineage)
        writer.integer(txid.value)
        writer.integer(UInt32(pageSize.bytes))
        writer.integer(pageCount)
        writer.integer(checksum.rawValue)
        writer.integer(timestamp)
        writer.integer(epoch)
        writer.raw(holder)
        writer.integer(provenStore)
        writer.list(ids) { $0.integer($1.value) }
        writer.list(segments) { $1.write(to: &$0) }
        writer.list(retired) {
            $1.segment.write(to: &$0)
            $0.integer($1.retiredAt)
        }
        writer.list(archives) { $1.write(to: &$0) }
        writer.list(checkpoints) {
            $0.integer($1.txid.value)
            $0.integer($1.timestamp)
        }
        writer.list(predecessors) { $1.write(to: &$0) }
        writer.list(inline) {
            $0.integer(UInt32($1.file.count))
            $0.raw($1.file)
        }
        writer.integer(CRC64.of(writer.bytes))
        return writer.bytes
    }

    /// Reads a manifest. Whatever is not exactly one is refused, saying why.
    init(_ bytes: [UInt8]) throws(DatabaseError) {
        guard !SealedFormat.isSealed(bytes) else { throw SealError.noKey }
        guard bytes.starts(with: Self.magic), bytes.count >= 18 else {
            throw DatabaseError(
                .corrupt, "this is not a manifest of layout=ltx; a plain SQLite file is opened with layout=file, or converted")
        }
        var parser = ByteParser(bytes.dropLast(8), what: "the manifest")
        _ = try parser.raw(Self.magic.count)
        let version: UInt16 = try parser.integer()
        guard version <= Self.version else {
            throw DatabaseError(
                .migration,
                "the manifest has version \(version), this program knows \(Self.version): it was written by a newer program; update this one"
            )
        }
        var end = ByteParser(bytes.suffix(8), what: "the manifest")
        guard try end.integer() == CRC64.of(bytes.dropLast(8)) else { throw parser.damaged("its checksum does not fit") }
        guard version == 1, try parser.integer(as: UInt16.self) == 0 else { throw parser.damaged("its flags are unknown") }
        lineage = Array(try parser.raw(16))
        txid = TXID(try parser.integer())
        guard let size = PageSize(Int(try parser.integer(as: UInt32.self))) else {
            throw parser.damaged("its page size is wrong")
        }
        pageSize = size
        pageCount = try parser.integer()
        guard let sum = DatabaseChecksum(rawValue: try parser.integer()) else { throw parser.damaged("its checksum is wrong") }
        checksum = sum
        timestamp = try parser.integer()
        epoch = try parser.integer()
        holder = Array(try parser.raw(16))
        provenStore = try parser.integer()
        ids = []
        for _ in 0..<(try parser.count(of: 8)) { ids.append(ShortID(value: try parser.integer())) }
        segments = []
        for _ in 0..<(try parser.count(of: Segment.encodedSize)) { segments.append(try Segment(&parser)) }
        retired = []
        for _ in 0..<(try parser.count(of: Segment.encodedSize + 8)) {
            retired.append(RetiredSegment(segment: try Segment(&parser), retiredAt: try parser.integer()))
        }
        for _ in 0..<(try parser.count(of: Archive.encodedSize)) { archives.append(try Archive(&parser)) }
        for _ in 0..<(try parser.count(of: 16)) {
            checkpoints.append(Checkpoint(txid: TXID(try parser.integer()), timestamp: try parser.integer()))
        }
        for _ in 0..<(try parser.count(of: Predecessor.encodedSize)) { predecessors.append(try Predecessor(&parser)) }
        inline = []
        for _ in 0..<(try parser.count(of: 4 + LTXHeader.length)) { inline.append(try InlineDelta(&parser)) }
        guard parser.remaining == 0 else { throw parser.damaged("\(parser.remaining) bytes follow its end") }
        try checkChain(parser)
        try checkBounds(parser)
    }

    /// What no database reaches is refused, so that sums and differences can be made without a second thought.
    private func checkBounds(_ parser: ByteParser) throws(DatabaseError) {
        let all = segments + retired.map(\.segment)
        let sizes = all.map(\.size) + archives.map(\.size)
        let numbers = [txid.value, epoch] + (retired.map(\.segment.range.max) + archives.map(\.range.max)).map(\.value)
        let times =
            [timestamp] + all.map(\.timestamp) + retired.map(\.retiredAt) + archives.flatMap { [$0.firstTime, $0.lastTime] }
            + checkpoints.map(\.timestamp) + predecessors.flatMap { [$0.timestamp, $0.replacedAt] }
        guard sizes.allSatisfy({ $0 < 1 << 45 }), numbers.allSatisfy({ $0 < 1 << 62 }) else {
            throw parser.damaged("a size or a number is beyond all bounds")
        }
        guard times.allSatisfy({ (0..<1 << 52).contains($0) }) else { throw parser.damaged("a time is beyond all bounds") }
    }

    /// Invariant 1.
    private func checkChain(_ parser: ByteParser) throws(DatabaseError) {
        var last = TXID.zero
        for range in segments.map(\.range) + inline.compactMap({ TXIDRange($0.txid, $0.txid) }) {
            guard last.next == range.min else { throw parser.damaged("commit \(range.min) follows \(last)") }
            last = range.max
        }
        guard last == txid else { throw parser.damaged("it ends with commit \(last), and says \(txid)") }
    }
}

extension Segment {
    static let encodedSize = 41

    fileprivate func write(to writer: inout ByteWriter) {
        writer.integer(level)
        writer.integer(range.min.value)
        writer.integer(range.max.value)
        writer.integer(size)
        writer.integer(fileChecksum)
        writer.integer(timestamp)
    }

    fileprivate init(_ parser: inout ByteParser) throws(DatabaseError) {
        level = try parser.integer()
        let (min, max) = (TXID(try parser.integer()), TXID(try parser.integer()))
        guard let range = TXIDRange(min, max), (1...9).contains(level) else { throw parser.damaged("a segment is wrong") }
        self.range = range
        size = try parser.integer()
        fileChecksum = try parser.integer()
        timestamp = try parser.integer()
    }
}

extension Archive {
    static let encodedSize = 48

    fileprivate func write(to writer: inout ByteWriter) {
        writer.integer(range.min.value)
        writer.integer(range.max.value)
        writer.integer(size)
        writer.integer(checksum)
        writer.integer(firstTime)
        writer.integer(lastTime)
    }

    fileprivate init(_ parser: inout ByteParser) throws(DatabaseError) {
        let (min, max) = (TXID(try parser.integer()), TXID(try parser.integer()))
        guard let range = TXIDRange(min, max) else { throw parser.damaged("an archive is wrong") }
        self.range = range
        size = try parser.integer()
        checksum = try parser.integer()
        firstTime = try parser.integer()
        lastTime = try parser.integer()
    }
}

extension Predecessor {
    static let encodedSize = 40

    fileprivate func write(to writer: inout ByteWriter) {
        writer.raw(lineage)
        writer.integer(txid.value)
        writer.integer(timestamp)
        writer.integer(replacedAt)
    }

    fileprivate init(_ parser: inout ByteParser) throws(DatabaseError) {
        lineage = Array(try parser.raw(16))
        txid = TXID(try parser.integer())
        timestamp = try parser.integer()
        replacedAt = try parser.integer()
    }
}

extension InlineDelta {
    init(_ parser: inout ByteParser) throws(DatabaseError) {
        file = Array(try parser.raw(Int(try parser.integer(as: UInt32.self))))
        guard file.count >= LTXHeader.length, let header = try? LTXHeader(bytes: file.prefix(LTXHeader.length)),
            header.range.min == header.range.max
        else { throw parser.damaged("an inline delta is no LTX file of one commit") }
        txid = header.range.max
    }
}
