import CZlib

/// Reads gzip, by zlib.
enum Inflate {
    private struct NotGzip: Error {}

    /// A whole gzip file, with nothing behind it.
    static func all(_ bytes: [UInt8]) throws -> [UInt8] {
        let (content, isWhole) = try begun(bytes)
        guard isWhole else { throw NotGzip() }
        return content
    }

    /// What can be read of one that may still go on.
    static func begun(_ bytes: [UInt8]) throws -> (content: [UInt8], isWhole: Bool) {
        var stream = z_stream()
        return try withUnsafeMutablePointer(to: &stream) { stream in
            guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
                throw NotGzip()
            }
            defer { inflateEnd(stream) }
            var output = [UInt8](repeating: 0, count: 1 << 20)
            let status = bytes.withUnsafeBufferPointer { source in
                output.withUnsafeMutableBufferPointer { target in
                    stream.pointee.next_in = source.baseAddress
                    stream.pointee.avail_in = UInt32(source.count)
                    stream.pointee.next_out = target.baseAddress
                    stream.pointee.avail_out = UInt32(target.count)
                    return inflate(stream, Z_SYNC_FLUSH)
                }
            }
            guard status == Z_STREAM_END || status == Z_OK, stream.pointee.avail_in == 0 else { throw NotGzip() }
            return (Array(output.prefix(Int(stream.pointee.total_out))), status == Z_STREAM_END)
        }
    }
}
