import CZlib

/// Gzip (RFC 1952) by zlib.
enum Gzip {
    /// `bytes`, compressed as far as zlib can; `nil` where it has no memory. It takes about 20 ms for a megabyte: not for an
    /// event loop.
    static func compress(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        // zlib keeps the address of the stream: one pointer for all calls.
        return withUnsafeMutablePointer(to: &stream) { stream in
            let size = Int32(MemoryLayout<z_stream>.size)
            // 15 bits of window, and 16 for gzip's head and checksum.
            let begun = deflateInit2_(stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
            guard begun == Z_OK else { return nil }
            defer { deflateEnd(stream) }
            return run(stream, bytes)
        }
    }

    private static func run(_ stream: UnsafeMutablePointer<z_stream>, _ bytes: [UInt8]) -> [UInt8]? {
        let bound = Int(deflateBound(stream, UInt(bytes.count)))
        var isWhole = false
        let compressed = bytes.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: bound) { target, count in
                stream.pointee.next_in = source.baseAddress
                stream.pointee.avail_in = UInt32(source.count)
                stream.pointee.next_out = target.baseAddress
                stream.pointee.avail_out = UInt32(bound)
                isWhole = deflate(stream, Z_FINISH) == Z_STREAM_END
                count = bound - Int(stream.pointee.avail_out)
            }
        }
        return isWhole ? compressed : nil
    }
}
