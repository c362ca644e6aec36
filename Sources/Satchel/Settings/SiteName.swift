/// What a site may call itself in its settings: checked at the start, because a slip shows itself only in a mail's dead link or
/// in forms that are refused.
enum SiteName {
    /// `nil` where one of them is no host name with or without a port: a browser would never send it as `Host`.
    static func hosts(_ names: [String]) -> [String]? { names.allSatisfy(isHost) ? names : nil }

    /// The scheme and the host, without a slash at the end; `nil` for anything else.
    static func baseURL(_ text: String) -> String? {
        let text = text.hasSuffix("/") ? String(text.dropLast()) : text
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            return isHost(String(text.dropFirst(scheme.count))) ? text : nil
        }
        return nil
    }

    private static func isHost(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: ".-_:[]".utf8.contains(byte)
                }
            }
    }
}
