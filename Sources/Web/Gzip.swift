import CZlib

/// Gzip (RFC 1952) by zlib, piece by piece.
final class Gzip {
    /// How hard zlib tries.
    enum Effort: Int32 {
        /// For what is made for one answer.
        case some = 4
        /// For what is kept and sent many times: about 20 ms for a megabyte, so not for an event loop.
        case most = 9
    }

    // zlib keeps the address of the stream: one for all calls.
    private let stream: UnsafeMutablePointer<z_stream>

    /// `nil` where there is no memory for it.
    init?(_ effort: Effort) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        // 15 bits of window, and 16 for gzip's head and checksum.
        let begun = deflateInit2_(stream, effort.rawValue, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        guard begun == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// All of `bytes`; `nil` where there is no memory for it.
    static func compress(_ bytes: [UInt8], _ effort: Effort) -> [UInt8]? { Gzip(effort)?.add(bytes, isLast: true) }

    /// What there is to send once `bytes` are in: whoever receives it can read all of them. After the last ones nothing may be added.
    func add(_ bytes: [UInt8], isLast: Bool = false) -> [UInt8] {
        // Flushing takes up to six bytes beyond the bound; twice as many leave room.
        let bound = Int(deflateBound(stream, UInt(bytes.count))) + 12
        var compressed: [UInt8] = []
        bytes.withUnsafeBufferPointer { source in
            stream.pointee.next_in = source.baseAddress
            stream.pointee.avail_in = UInt32(source.count)
            repeat {
                compressed += [UInt8](unsafeUninitializedCapacity: bound) { target, count in
                    stream.pointee.next_out = target.baseAddress
                    stream.pointee.avail_out = UInt32(bound)
                    deflate(stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
                    count = bound - Int(stream.pointee.avail_out)
                }
            } while stream.pointee.avail_out == 0
        }
        return compressed
    }
}
