extension LTXPageIndex {
    /// Reads the varints and their closing zero, which must be all that `reader` has.
    ///
    /// Memory: 12 bytes per entry of at least 3 bytes.
    init(_ reader: inout ByteReader) throws(LTXError) {
        while true {
            let start = reader.offset
            let page = try Varint.read(&reader)
            if page == 0 { break }
            let offset = try Varint.read(&reader)
            let length = try Varint.read(&reader)
            guard let number = UInt32(exactly: page), number > pages.last ?? 0, offset == UInt64(framesEnd),
                let frame = Int(exactly: length), (LTXFrame.headerLength + 1...LTXFrame.longest).contains(frame)
            else { throw LTXError(.indexEntry(page: page, offset: offset, length: length), at: start) }
            append(page: number, length: frame)
        }
        guard reader.remaining == 0 else { throw LTXError(.trailingBytes(reader.remaining), at: reader.offset) }
    }

    /// How many of the file's last bytes are needed to read the index, told by the last 24 at least.
    ///
    /// - Parameters:
    ///   - tail: the last bytes of the file.
    ///   - fileSize: its length in bytes.
    /// - Throws: `LTXError` when the declared length does not fit into the file.
    public static func tailLength(_ tail: ArraySlice<UInt8>, fileSize: Int) throws(LTXError) -> Int {
        let fixed = lengthField + LTXTrailer.length
        let smallest = LTXHeader.length + LTXFrame.endLength + 1 + fixed
        guard fileSize >= smallest else {
            throw LTXError(.truncated(.trailer, needed: smallest, available: fileSize), at: fileSize)
        }
        guard tail.count >= fixed else { throw LTXError(.tailTooShort(needed: fixed, given: tail.count), at: fileSize) }
        let declared: UInt64 = bigEndian(tail.suffix(fixed).prefix(lengthField))
        let most = UInt64(fileSize - smallest + 1)
        guard (1...most).contains(declared) else {
            throw LTXError(.indexLength(expected: most, found: declared), at: fileSize - fixed)
        }
        return Int(declared) + fixed
    }

    /// Reads the index from the end of a file, as a range request gives it.
    ///
    /// The file checksum is not checked: that takes the whole file.
    ///
    /// - Parameters:
    ///   - tail: the last bytes of the file, as many as `tailLength` says or more.
    ///   - fileSize: the file's length in bytes.
    /// - Throws: `LTXError`; its reason is `tailTooShort`, with the number needed, when more bytes must be fetched.
    public init(tail: ArraySlice<UInt8>, fileSize: Int) throws(LTXError) {
        let needed = try Self.tailLength(tail, fileSize: fileSize)
        guard tail.count >= needed else { throw LTXError(.tailTooShort(needed: needed, given: tail.count), at: fileSize) }
        let start = fileSize - needed
        var reader = ByteReader(tail.suffix(needed).dropLast(Self.lengthField + LTXTrailer.length), at: start)
        try self.init(&reader)
        guard framesEnd + LTXFrame.endLength == start else {
            throw LTXError(.framesEnd(expected: start - LTXFrame.endLength, found: framesEnd), at: start)
        }
    }
}
