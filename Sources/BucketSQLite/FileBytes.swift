#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads and writes of an open file that are done to their end, whatever the kernel does in one call.
enum FileBytes {
    /// The bytes of `range`; `nil` where the file does not have them all, or can't be read.
    static func read(_ descriptor: Int32, _ range: Range<Int>) -> [UInt8]? {
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            isWhole = read(
                descriptor, into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: range.count),
                at: range.lowerBound)
            count = isWhole ? range.count : 0
        }
        return isWhole ? bytes : nil
    }

    /// Fills `buffer`, whose memory need not be initialized.
    /// - Returns: whether all the bytes were there.
    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// Writes all of `bytes`, at `offset`.
    /// - Returns: whether that worked; `errno` says why not.
    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }
}
