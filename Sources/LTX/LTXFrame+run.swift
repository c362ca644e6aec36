extension LTXFrame {
    /// Unpacks the frame at the front of `bytes` and takes it off: for a range read that brought several frames at once.
    ///
    /// - Parameters:
    ///   - bytes: frames that lie end to end.
    ///   - page: the page's number by the index.
    public static func unpackFirst(
        _ bytes: inout ArraySlice<UInt8>, page: UInt32, pageSize: PageSize
    ) throws(LTXError) -> [UInt8] {
        var reader = ByteReader(bytes, at: bytes.startIndex)
        guard let frame = try LTXFrame(&reader, pageSize: pageSize), frame.page == page else {
            throw LTXError(.wrongPage(expected: page, found: bigEndian(bytes.prefix(4))), at: bytes.startIndex)
        }
        var unpacked = [UInt8](repeating: 0, count: pageSize.bytes)
        try frame.unpack(into: &unpacked)
        bytes = bytes.dropFirst(frame.length)
        return unpacked
    }
}
