/// Whether `target` is a path of this site that is safe to redirect to after sign-in (`next`): starts with one `/`, and holds no
/// back-slash, control character or second slash that a browser could read as another host.
///
/// Also refused: `/%2F…` and `/%5C…`, which a proxy in front might decode, and anything that is not printable ASCII: a
/// browser's address is percent-encoded (WHATWG URL section 4.4).
public func isLocalRedirectTarget(_ target: String) -> Bool {
    let bytes = Array(target.utf8)
    guard bytes.first == UInt8(ascii: "/"), bytes.count <= 2048 else { return false }
    guard bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else { return false }
    let second = String(decoding: bytes.dropFirst().prefix(3), as: UTF8.self).lowercased()
    return !second.hasPrefix("/") && second != "%2f" && second != "%5c"
}
