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
            ("grüße 🦊", "$2b$04$SFUxxJI1WrcHsWjH.2Ot9.DFjkHbvf/tD7dDuOvCRmQSY3vVmyarm"),
            (
                "grüße 🦊",
                "$6$rounds=1000$ZDE7veXn6zc123qs$6UM9/MuQlLZV1Tw8RV23GnGMIWYcfm9e7MJABvQ5EWSPNfdR107KZOkgcUpfFsyeIInbJkzOF8e5flltjxA7q."
            ),
            ("grüße 🦊", "$scrypt$ln=8,r=8,p=1$QIjxvpcSYsyZ03ovBSAEwA$0ruuDHYI7Quf4QNAkC1CEsjmR6bUyofBeOITOzSOUH0"),
            ("grüße 🦊", "$scrypt$ln=4,r=2,p=3$aI2REuJci9E6J8Q4Z0yJEQ$nBefotPyeitl35BVYY5PN4hUf65c7tgWLypvEim0WLk"),
            ("grüße 🦊", "$scrypt$ln=16,r=8,p=1$M0YIgfB+T8lZq7VWqhUCIA$2D+IpDCJ5CFGBe7G3Jwdc2ZOq//RMNxcdlKsuXTIEIc"),
            ("grüße 🦊", "$argon2id$v=19$m=1024,t=2,p=1$21ur9X7POUeoNcYYQyjlPA$AcjavnYE2Og9fnH7B1+qxGERpRStVRXoli3/mJ+B6Tw"),
        ])
    func published(password: String, hash: String) {
        #expect(quick.verify(password, against: hash))
        #expect(!quick.verify(password + "x", against: hash))
        #expect(!quick.verify("", against: hash))
    }

    @Test(
        "It is known beforehand which hashes can be verified",
        arguments: [
            ("$2b$04$SFUxxJI1WrcHsWjH.2Ot9.DFjkHbvf/tD7dDuOvCRmQSY3vVmyarm", true, "2b"),
            ("$y$j75$AAAAAAAAAAAAAAAAAAAAA.$kuhiw5IF3PmF7GaqEpchHW1eWI2y4Lw0E.HoyX7rPm6", true, "y"),
            ("$scrypt$ln=4,r=2,p=3$aI2REuJci9E6J8Q4Z0yJEQ$nBefotPyeitl35BVYY5PN4hUf65c7tgWLypvEim0WLk", true, "scrypt"),
            ("$scrypt$ln=40,r=2,p=3$aI2REuJci9E6J8Q4Z0yJEQ$nBefotPyeitl35BVYY5PN4hUf65c7tgWLypvEim0WLk", false, "scrypt"),
            ("$scrypt$r=2,ln=4,p=3$aI2REuJci9E6J8Q4Z0yJEQ$nBefotPyeitl35BVYY5PN4hUf65c7tgWLypvEim0WLk", false, "scrypt"),
            (
                "$argon2id$v=19$m=1024,t=2,p=1$21ur9X7POUeoNcYYQyjlPA$AcjavnYE2Og9fnH7B1+qxGERpRStVRXoli3/mJ+B6Tw", true,
                "argon2id"
            ),
            ("$argon2id$v=19$m=4194304,t=2,p=1$21ur9X7POUeoNcYYQyjlPA$AcjavnYE2Og9fnH7B1", false, "argon2id"),
            ("$bcrypt-sha256$v=2,t=2b,r=4$Ds1Ovw8A8JLmiufHNHaPZ.$qxrJjvOnGnPnIenAfbyABMG5fZsqF62", false, "bcrypt-sha256"),
            ("{SSHA}pKqkNr1tq3wtQqk+UcPyA3HnA2NsU5NJ", false, "not a hash"), ("", false, "none"), ("$a b$", false, "unknown"),
        ])
    func known(hash: String, isKnown: Bool, scheme: String) {
        #expect(PasswordHasher.canVerify(hash) == isKnown)
        #expect(PasswordHasher.schemeName(of: hash) == scheme)
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
