import COpenSSL

/// passlib's scrypt hashes (RFC 7914): `$scrypt$ln=16,r=8,p=1$SALT$KEY`, N = 2^ln, salt and key in unpadded base64.
struct ScryptHash {
    private let logarithm, blockSize, parallelism: UInt64
    private let salt, key: [UInt8]

    /// What a hash may cost: passlib's default takes 64 MB, and nobody's should take the whole machine.
    private static let memoryLimit: UInt64 = 1 << 30

    /// `nil` for anything that is not written exactly as passlib writes it, or that would cost too much.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        let costs = HashCosts(parts[2], names: ["ln", "r", "p"])
        guard let costs, (1...30).contains(costs[0]), (1...64).contains(costs[1]), (1...64).contains(costs[2]) else { return nil }
        (logarithm, blockSize, parallelism) = (costs[0], costs[1], costs[2])
        guard let salt = Base64Alphabet.standard.decode(parts[3]), salt.count <= 1024 else { return nil }
        guard let key = Base64Alphabet.standard.decode(parts[4]), key.count == 32 else { return nil }
        (self.salt, self.key) = (salt, key)
        guard 128 * blockSize << logarithm <= Self.memoryLimit else { return nil }
    }

    /// `nil` where OpenSSL refuses.
    func verify(_ password: String) -> Bool? {
        let password = password.utf8.map(CChar.init(bitPattern:))
        var computed = [UInt8](repeating: 0, count: key.count)
        let isDone = EVP_PBE_scrypt(
            password, password.count, salt, salt.count, 1 << logarithm, blockSize, parallelism, Self.memoryLimit * 2, &computed,
            computed.count)
        return isDone == 1 ? constantTimeEquals(computed, key) : nil
    }
}

/// `m=65536,t=3,p=4`: numbers behind names, in a fixed order.
struct HashCosts {
    private let numbers: [UInt64]

    init?(_ text: Substring, names: [String]) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == names.count else { return nil }
        var numbers: [UInt64] = []
        for (part, name) in zip(parts, names) {
            guard part.hasPrefix(name + "="), let number = UInt64(part.dropFirst(name.utf8.count + 1)) else { return nil }
            numbers.append(number)
        }
        self.numbers = numbers
    }

    subscript(index: Int) -> UInt64 { numbers[index] }
}
