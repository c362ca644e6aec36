/// Why a password can't be hashed. It never repeats the password.
public enum PasswordError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The password has `bytes` bytes of UTF-8; the scheme reads no more than `limit`, and nothing is ever cut off.
    case tooLong(bytes: Int, limit: Int)
    /// The password has a NUL character, at which libcrypt would stop reading.
    case containsNUL
    /// libcrypt refused: the scheme is unknown to this machine's libcrypt, or its cost is out of range.
    case refused(scheme: String)

    /// What is wrong, in words that a form may show.
    public var description: String {
        switch self {
        case .tooLong(let bytes, let limit):
            "The password is too long: \(bytes) bytes, and at most \(limit) can be kept. Use a shorter one."
        case .containsNUL: "The password has a NUL character, which can't be kept."
        case .refused(let scheme): "This machine's libcrypt can't make a \(scheme) hash."
        }
    }
}
