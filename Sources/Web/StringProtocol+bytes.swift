extension StringProtocol {
    /// Whether `text` stands somewhere in it, A to Z taken as a to z. By bytes: to compare characters takes ten times as long, and header
    /// fields are bytes.
    func containsIgnoringCase(_ text: String) -> Bool {
        var (whole, part) = (String(self), text)
        return whole.withUTF8 { whole in
            part.withUTF8 { part in
                guard part.count <= whole.count else { return false }
                return (0...(whole.count - part.count)).contains { start in
                    part.indices.allSatisfy { Self.folded(whole[start + $0]) == Self.folded(part[$0]) }
                }
            }
        }
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
