import Testing

@testable import Accounts

@Suite("The range API of breached passwords")
struct BreachedPasswordTests {
    private let answer = Array(
        "0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n00D4F6E8FA6EECAD2A3AA415EEC418D38EC: 42\r\nAB:0\r\nnonsense\r\nAC:x".utf8)

    @Test(
        "an answer's lines are hash and count, in whatever case; padding and nonsense count for nothing",
        arguments: [
            ("00D4F6E8FA6EECAD2A3AA415EEC418D38EC", 42), ("0018A45C4D1DEF81644B54AB7F969B88D65", 1), ("AB", 0), ("AC", 0),
            ("NONSENSE", 0), ("0018A", 0),
        ])
    func lines(suffix: String, count: Int) {
        #expect(BreachedPasswords.count(of: suffix, in: answer) == count)
        let lower = Array(String(decoding: answer, as: UTF8.self).lowercased().utf8)
        #expect(BreachedPasswords.count(of: suffix, in: lower) == count)
    }

    @Test("the URL may end with a slash or not")
    func url() {
        #expect(BreachedPasswords(url: "https://a.example/range").url == "https://a.example/range/")
        #expect(BreachedPasswords(url: "https://a.example/range/").url == "https://a.example/range/")
    }
}
