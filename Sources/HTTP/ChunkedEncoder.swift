/// The chunked transfer coding, written (RFC 9112 section 7.1).
public enum ChunkedEncoder {
    /// Appends one chunk; nothing for no bytes, because an empty chunk would end the body.
    public static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        output.append(contentsOf: String(bytes.count, radix: 16).utf8)
        output.append(ascii: "\r\n")
        output.append(contentsOf: bytes)
        output.append(ascii: "\r\n")
    }

    /// Appends the last chunk and the trailers. A trailer that can't be one (its name is no token) is left out.
    public static func appendEnd(trailers: [FormField] = [], to output: inout [UInt8]) {
        output.append(ascii: "0\r\n")
        for trailer in trailers where !trailer.name.isEmpty && trailer.name.isMade(of: .token) {
            output.append(contentsOf: trailer.name.utf8)
            output.append(ascii: ": ")
            output.append(fieldValue: trailer.value)
            output.append(ascii: "\r\n")
        }
        output.append(ascii: "\r\n")
    }
}
