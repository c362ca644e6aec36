import HTTPTypes

/// `Host` and the forms of a request target: what is taken can't be read in two ways.
enum HostFuzz {
    static func run(_ bytes: [UInt8]) {
        if HostField.isValid(bytes.span) {
            must(bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/@?#\\".utf8.contains($0) }, "a Host was taken: \(bytes)")
            checkAuthority(bytes)
        }
        for line in ["GET \(String(decoding: bytes, as: UTF8.self)) HTTP/1.1"] { checkLine(Array(line.utf8)) }
        checkLine(bytes)
    }

    /// The same authority is taken in the absolute form, and found there as it was.
    private static func checkAuthority(_ bytes: [UInt8]) {
        let url = Array("http://".utf8) + bytes + Array("/x".utf8)
        guard let target = try? RequestTarget(url.span, method: .get) else {
            return must(false, "a Host is no authority: \(bytes)")
        }
        must(target.authority.map { Array($0.utf8) } == bytes && target.target == "/x", "\(target)")
    }

    private static func checkLine(_ line: [UInt8]) {
        guard let parsed = try? RequestLine(0..<line.count, of: line.span) else { return }
        let target = parsed.target
        must(target == "*" || target.hasPrefix("/"), "the target is \(target)")
        must(target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "the target is \(target)")
        if let authority = parsed.authority {
            must(HostField.isValid(Array(authority.utf8).span), "the authority is \(authority)")
        }
        let again = Array("\(parsed.method.rawValue) \(target) HTTP/1.1".utf8)
        must((try? RequestLine(0..<again.count, of: again.span))?.target == target, "\(target) is not taken again")
    }
}
