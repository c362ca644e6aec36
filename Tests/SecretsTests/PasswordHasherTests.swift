import Glibc
import Testing

@testable import Secrets

@Suite("Password hashes")
struct PasswordHasherTests {
    let quick = PasswordHasher(.bcrypt(cost: 4))

    @Test(
        "Published hashes of every kind verify, and no other password does",
        arguments: [
            ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
            ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
            ("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
            ("Frida-2026", "$2b$12$pTCraeEccc7Yfgk25V2rmuO.s5CT023PO0t5VQTfC1lU5XiSr2wVa"),
            ("Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"),
            (
                "Hello world!",
                "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
            ),
            ("correct horse", "$y$j75$AAAAAAAAAAAAAAAAAAAAA.$kuhiw5IF3PmF7GaqEpchHW1eWI2y4Lw0E.HoyX7rPm6"),
            ("toomanysecrets", "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk"),
            ("grüße 🦊", "$pbkdf2-sha256$1000$s9Z6jxGCcC7FuHeO0Zrz3g$cJRQHCRpFMX5JKGkqHMGMEypyPp.efnIvRp0m9C7x4s"),
            (
                "grüße 🦊",
                "$pbkdf2-sha512$1000$lZISwpiTEgKglPIeY0xJaQ$NwhQIivwBr74eCgE4g4/sULLe6/r8wlmAKliBC4Laj7jDwMuRPwQme.81zhWQE3tUkratlzs2QwBAr1oPydGZw"
            ),
            ("grüße 🦊", "$pbkdf2$1000$BOD8H0OI0XoPQcj5P0fofQ$Y0PRtfkdHNrppaxNr3ygxx9WC68"),
        ])
    func published(password: String, hash: String) {
        #expect(quick.verify(password, against: hash))
        #expect(!quick.verify(password + "x", against: hash))
        #expect(!quick.verify("", against: hash))
    }

    @Test("The `$2y$` spelling of a bcrypt hash verifies too")
    func twoY() throws {
        let hash = try quick.hash("pässword")
        #expect(hash.hasPrefix("$2b$04$"))
        #expect(quick.verify("pässword", against: "$2y$" + hash.dropFirst(4)))
    }

    @Test("Two hashes of one password differ, and both verify", arguments: [PasswordHasher.Scheme.bcrypt(cost: 4), .yescrypt])
    func salted(scheme: PasswordHasher.Scheme) throws {
        let hasher = PasswordHasher(scheme)
        let (first, second) = (try hasher.hash("one 🦊"), try hasher.hash("one 🦊"))
        #expect(first != second)
        #expect(hasher.verify("one 🦊", against: first))
        #expect(hasher.verify("one 🦊", against: second))
        #expect(!hasher.verify("One 🦊", against: first))
        #expect(!hasher.needsRehash(first))
    }

    @Test("72 bytes are hashed, 73 are refused, and nothing is cut at verification either")
    func longPasswords() throws {
        let longest = String(repeating: "a", count: 72)
        let hash = try quick.hash(longest)
        #expect(quick.verify(longest, against: hash))
        #expect(!quick.verify(longest + "b", against: hash))
        #expect(!quick.verify(String(longest.dropLast()), against: hash))
        let error = #expect(throws: PasswordError.self) { try quick.hash(longest + "b") }
        #expect(error == .tooLong(bytes: 73, limit: 72))
        #expect(error?.description == "The password is too long: 73 bytes, and at most 72 can be kept. Use a shorter one.")
        #expect(throws: PasswordError.tooLong(bytes: 76, limit: 72)) { try quick.hash(String(repeating: "🦊", count: 19)) }
        #expect(throws: PasswordError.tooLong(bytes: 512, limit: 511)) {
            try PasswordHasher(.yescrypt).hash(String(repeating: "a", count: 512))
        }
    }

    @Test("A NUL is refused, and never ends a password early")
    func nul() throws {
        #expect(throws: PasswordError.containsNUL) { try quick.hash("abc\0def") }
        #expect(!quick.verify("abc\0def", against: try quick.hash("abc")))
    }

    @Test(
        "A malformed hash matches nothing",
        arguments: [
            "", "$", "*0", "*1", "!", "x", "plaintext", "$2b$", "$2b$12$", "$2b$99$pTCraeEccc7Yfgk25V2rmuO",
            "$2b$04$pTCraeEccc7Yfgk25V2rmuO", "$2b$04$é", "$6$", "$1", "$y$", "$y$j9T$", "$y$zzz$zzz$zzz", "abJnggxhB/yWI",
            "$2b$04$\0$", "$pbkdf2", "$pbkdf2-sha256$", "$pbkdf2-sha256$0$AAAA$AAAA", "$pbkdf2-sha256$-1$AAAA$AAAA",
            "$pbkdf2-sha256$01$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk",
            "$pbkdf2-sha256$99999999999$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk",
            "$pbkdf2-sha256$1$$", "$pbkdf2-sha256$1$!$!", "$pbkdf2-md5$1$AAAA$AAAA", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA",
            String(repeating: "$2b$04$", count: 1000),
        ])
    func malformed(hash: String) {
        for password in ["", "x", "plaintext", hash] { #expect(!quick.verify(password, against: hash)) }
        #expect(quick.needsRehash(hash))
        #expect(PasswordHasher(.yescrypt).needsRehash(hash))
    }

    /// The CPU time of this thread alone: other work on the machine does not count.
    private func cost(of work: () -> Void) -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        work()
        return now() - start
    }

    @Test(
        "What matches nothing at first sight costs as much as the decoy all the same",
        arguments: [
            ("x", "!"), ("x", "$2b$12$"), ("x", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA"), ("x", "$pbkdf2-sha256$1$!$!"),
            ("a\0b", ""),
            (String(repeating: "x", count: 73), "$2b$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ])
    func equalWork(password: String, hash: String) {
        let hasher = PasswordHasher(.bcrypt(cost: 9))
        let work = cost { _ = hasher.verify("x", against: hasher.decoy) }
        #expect(cost { _ = hasher.verify(password, against: hash) } > work / 2)
    }

    @Test("A cut hash matches nothing, wherever it is cut")
    func cut() throws {
        let hash = try quick.hash("secret")
        for count in 0..<hash.count { #expect(!quick.verify("secret", against: String(hash.prefix(count)))) }
        #expect(!quick.verify("secret", against: hash + "x"))
    }

    @Test("A weaker hash or another scheme asks for a new one; a stronger one does not")
    func rehash() throws {
        let hash = try quick.hash("secret")
        #expect(PasswordHasher().needsRehash(hash))
        #expect(PasswordHasher(.yescrypt).needsRehash(hash))
        #expect(!quick.needsRehash("$2b$12$pTCraeEccc7Yfgk25V2rmuO.s5CT023PO0t5VQTfC1lU5XiSr2wVa"))
        #expect(quick.needsRehash("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"))
        let yescrypt = PasswordHasher(.yescrypt)
        let cheap = "$y$j75$AAAAAAAAAAAAAAAAAAAAA.$kuhiw5IF3PmF7GaqEpchHW1eWI2y4Lw0E.HoyX7rPm6"
        #expect(yescrypt.needsRehash(cheap))
        #expect(!yescrypt.needsRehash("$y$j9T$F5Jx5fExrKuPp53xLKQ..1$zwtVrjrUCmXcyLTs6oxLTQlzifSUkF8RHJ./tK5KU79"))
    }

    @Test(
        "The decoy is hashed against at full cost, and matches nothing",
        arguments: [PasswordHasher.Scheme.bcrypt(cost: 4), .yescrypt])
    func decoy(scheme: PasswordHasher.Scheme) throws {
        let hasher = PasswordHasher(scheme)
        #expect(hasher.decoy.count == (try hasher.hash("x")).count)
        #expect(!hasher.needsRehash(hasher.decoy))
        // libcrypt computes a hash for it: the same work as for a real one.
        let computed = try #require(CryptHash.hash("x", setting: hasher.decoy))
        #expect(computed.count == hasher.decoy.utf8.count)
        #expect(!hasher.verify("x", against: hasher.decoy))
        #expect(PasswordHasher(scheme).decoy != hasher.decoy)
    }
}
