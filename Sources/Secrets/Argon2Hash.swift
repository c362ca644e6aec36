import Glibc

/// Argon2 hashes (RFC 9106) as passlib writes them: `$argon2id$v=19$m=65536,t=3,p=4$SALT$KEY`.
///
/// OpenSSL has Argon2 from 3.2, Debian 12 has 3.0. So the reference library (Debian's `libargon2-1`) is opened where the machine
/// has it, and without it these hashes match nothing: a database that has none of them needs no library.
struct Argon2Hash {
    private let text: String
    private let kind: Int32

    /// KiB: 1 GiB is more than anybody's setting.
    private static let memoryLimit: UInt64 = 1 << 20

    /// `nil` for anything that is not an Argon2 hash, or would cost too much.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        let kinds: [Substring: Int32] = ["argon2d": 0, "argon2i": 1, "argon2id": 2]
        guard !text.utf8.contains(0), parts.count == 5 || parts.count == 6, let kind = kinds[parts[1]] else { return nil }
        guard let costs = HashCosts(parts[parts.count - 3], names: ["m", "t", "p"]) else { return nil }
        guard costs[0] <= Self.memoryLimit, costs[1] <= 1000, costs[2] <= 64 else { return nil }
        (self.text, self.kind) = (text, kind)
    }

    /// `argon2_verify`: the hash, the password, its length, the kind; 0 where they go together.
    private typealias Verify = @convention(c) (UnsafePointer<CChar>, UnsafeRawPointer?, Int, Int32) -> Int32

    /// A function of a library that is never closed.
    private static let library: Verify? = {
        guard let handle = dlopen("libargon2.so.1", RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(handle, "argon2_verify") else {
            return nil
        }
        return unsafeBitCast(symbol, to: Verify.self)
    }()

    /// Whether this machine has the library.
    static var isAvailable: Bool { library != nil }

    /// -35 says that the password is another one; every other number that the hash can't be read.
    private static let mismatch: Int32 = -35

    /// `nil` where the hash can't be read, or there is no library.
    func verify(_ password: String) -> Bool? {
        guard let verify = Self.library else { return nil }
        let bytes = Array(password.utf8)
        let result = bytes.withUnsafeBytes { verify(text, $0.baseAddress, $0.count, kind) }
        return result == 0 ? true : result == Self.mismatch ? false : nil
    }
}
