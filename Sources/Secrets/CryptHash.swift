import CCrypt
import COpenSSL
import Glibc

/// libcrypt (libxcrypt): hashes that carry their own scheme, cost and salt, `crypt(5)`.
enum CryptHash {
    /// bcrypt reads 72 bytes of a password and drops the rest.
    static let bcryptLimit = 72
    /// libcrypt refuses more.
    static let limit = Int(CRYPT_MAX_PASSPHRASE_SIZE) - 1

    /// A fresh setting (scheme, cost and random salt); `nil` where libcrypt knows no such scheme or cost.
    static func setting(prefix: String, cost: Int) -> String? {
        guard let cost = UInt(exactly: cost) else { return nil }
        let random = Randomness.bytes(16).map(CChar.init(bitPattern:))
        var output = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        guard crypt_gensalt_rn(prefix, cost, random, Int32(random.count), &output, Int32(output.count)) != nil else {
            return nil
        }
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The hash of `password` under the scheme, cost and salt at the start of `setting` (a whole hash will do).
    /// `nil` where either has a NUL or libcrypt refuses.
    static func hash(_ password: String, setting: String) -> [UInt8]? {
        guard !password.utf8.contains(0), !setting.utf8.contains(0) else { return nil }
        // 32 KB: too much for a stack that may be small. It holds the password and keys: wiped before it is freed.
        let size = MemoryLayout<crypt_data>.size
        let workspace = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: MemoryLayout<crypt_data>.alignment)
        workspace.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        defer {
            OPENSSL_cleanse(workspace, size)
            workspace.deallocate()
        }
        guard let output = crypt_rn(password, setting, workspace, Int32(size)) else { return nil }
        return Array(UnsafeBufferPointer(start: output, count: strlen(output)).map(UInt8.init(bitPattern:)))
    }

    /// Whether libcrypt knows the scheme of `hash` and finds it well-formed. It may call it weak: it verifies it all the same.
    static func isKnown(_ hash: String) -> Bool {
        guard hash.utf8.first == UInt8(ascii: "$"), !hash.utf8.contains(0) else { return false }
        return crypt_checksalt(hash) != CRYPT_SALT_INVALID
    }

    /// Whether the password is the one behind `hash`; `nil` where that is clear without any work: the hash is malformed, or the
    /// password can't have one.
    static func verify(_ password: String, against hash: String) -> Bool? {
        // Without the dollar it would be DES, which reads 8 characters of the password.
        guard hash.utf8.first == UInt8(ascii: "$") else { return nil }
        if hash.hasPrefix("$2"), password.utf8.count > bcryptLimit { return nil }
        guard let computed = CryptHash.hash(password, setting: hash) else { return nil }
        return constantTimeEquals(computed, Array(hash.utf8))
    }
}
