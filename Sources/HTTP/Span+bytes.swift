import Glibc

// Looking at bytes that are still in the buffer that they were received in.
extension Span<UInt8> {
    /// Where `byte` stands first, at or behind `start`; by memchr, which looks at 32 bytes at a time.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        withUnsafeBufferPointer { bytes in
            guard start < bytes.count, let base = bytes.baseAddress else { return nil }
            guard let found = memchr(base + start, Int32(byte), bytes.count - start) else { return nil }
            return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
        }
    }

    /// The first place in `range` whose byte is not of `allowed`; the range's end where all are.
    func firstIndex(in range: Range<Int>, notOf allowed: ByteClass) -> Int {
        var index = range.lowerBound
        ByteClass.withTable { table in
            while index < range.upperBound, table[Int(self[index])] & allowed.rawValue != 0 { index += 1 }
        }
        return index
    }

    /// The same, where `stop` ends it too.
    func firstIndex(in range: Range<Int>, notOf allowed: ByteClass, stoppingAt stop: UInt8) -> Int {
        var index = range.lowerBound
        ByteClass.withTable { table in
            while index < range.upperBound, self[index] != stop, table[Int(self[index])] & allowed.rawValue != 0 { index += 1 }
        }
        return index
    }

    /// Whether it begins with `text`, byte by byte.
    func hasPrefix(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        return count >= length && extracting(0..<length).isEqual(text)
    }

    private func isEqual(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { text in
            withUnsafeBufferPointer { bytes in zip(text, bytes).allSatisfy { $0 == $1 } }
        }
    }

    /// Whether it is `text`, which is in lowercase, when A to Z are taken as a to z.
    func isLowercased(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { text in
            withUnsafeBufferPointer { bytes in zip(text, bytes).allSatisfy { $0 == $1.asciiLowercased } }
        }
    }

    var text: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }

    func copy(_ range: Range<Int>) -> [UInt8] { extracting(range).withUnsafeBufferPointer { Array($0) } }
}

extension [UInt8] {
    mutating func append(_ span: Span<UInt8>) {
        span.withUnsafeBufferPointer { append(contentsOf: $0) }
    }
}
