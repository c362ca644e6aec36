import Secrets

/// Text as a body of short ASCII lines (RFC 2045 section 6): as it is, quoted-printable, or base64, whichever is shortest.
struct MailBody {
    enum Encoding: String { case plain = "7bit", quotedPrintable = "quoted-printable", base64 = "base64" }

    let encoding: Encoding
    /// Ends with CR LF.
    let text: String

    private static let lineLimit = 76

    init(_ original: String) {
        let lines = Self.lines(of: original)
        if lines.allSatisfy(Self.isPlain) {
            encoding = .plain
            text = lines.map { String(decoding: $0, as: UTF8.self) + "\r\n" }.joined()
            return
        }
        let quoted = lines.map { Self.quoted($0) + "\r\n" }.joined()
        let base64 = Self.base64(Array(lines.joined(separator: [13, 10])))
        encoding = quoted.utf8.count <= base64.utf8.count ? .quotedPrintable : .base64
        text = encoding == .base64 ? base64 : quoted
    }

    /// Cut at CR LF, LF and CR alike; an empty last line is dropped.
    private static func lines(of text: String) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var isAfterReturn = false
        for byte in text.utf8 {
            if byte == 10, isAfterReturn {
                isAfterReturn = false
                continue
            }
            isAfterReturn = byte == 13
            if byte == 10 || byte == 13 { lines.append([]) } else { lines[lines.count - 1].append(byte) }
        }
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// Printable ASCII without a blank at the end, which servers may cut, and without a "From " that mailboxes quote.
    private static func isPlain(_ line: [UInt8]) -> Bool {
        line.count <= lineLimit && line.last != 32 && line.allSatisfy { (32...126).contains($0) }
            && !line.starts(with: "From ".utf8)
    }

    private static func quoted(_ line: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        var width = 0
        for (index, byte) in line.enumerated() {
            let isLast = index == line.count - 1
            let isKept = (33...126).contains(byte) && byte != UInt8(ascii: "=") || byte == 32 && !isLast
            let piece = isKept ? [byte] : [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            if width + piece.count > lineLimit - (isLast ? 0 : 1) {
                out += Array("=\r\n".utf8)
                width = 0
            }
            out += piece
            width += piece.count
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let encoded = Array(Base64.encode(bytes).utf8)
        let lines = stride(from: 0, to: encoded.count, by: lineLimit).map { start in
            String(decoding: encoded[start..<min(start + lineLimit, encoded.count)], as: UTF8.self) + "\r\n"
        }
        return lines.joined()
    }
}
