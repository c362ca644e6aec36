import Testing

@testable import HTTP

@Suite struct EntityTagTests {
    @Test(
        "The comparison table of RFC 9110 section 8.8.3.2 holds",
        arguments: [
            ("W/\"1\"", "W/\"1\"", false, true), ("W/\"1\"", "W/\"2\"", false, false), ("W/\"1\"", "\"1\"", false, true),
            ("\"1\"", "\"1\"", true, true),
        ])
    func compares(left: String, right: String, strong: Bool, weak: Bool) throws {
        let tags = try #require(EntityTag(left).flatMap { left in EntityTag(right).map { (left, $0) } })
        #expect(tags.0.matchesStrongly(tags.1) == strong)
        #expect(tags.0.matchesWeakly(tags.1) == weak)
    }

    @Test("What is not quoted is no tag", arguments: ["", "x", "\"", "\"x", "w/\"x\"", "\"a\"b\"", "\"a b\"", "\"é\""])
    func refuses(text: String) {
        #expect(EntityTag(text) == nil)
    }

    @Test(
        "If-None-Match holds over lists and stars",
        arguments: [
            ("*", true), ("\"x\"", false), ("\"x\", W/\"1\"", true), ("\"a,1\", \"1\"", true), (", ,\"1\",", true),
            ("junk", false),
        ])
    func conditions(field: String, matches: Bool) {
        let current = EntityTag(opaque: "1")
        #expect(EntityTagCondition(field).matchesWeakly(current) == matches)
        #expect(!EntityTagCondition(field).matchesWeakly(nil))
        #expect(!EntityTagCondition(field).matchesStrongly(nil))
    }

    @Test("If-Match never holds for a weak tag")
    func strong() {
        #expect(!EntityTagCondition("W/\"1\"").matchesStrongly(EntityTag(opaque: "1")))
        #expect(EntityTagCondition("\"0\", \"1\"").matchesStrongly(EntityTag(opaque: "1")))
        #expect(EntityTagCondition("*").matchesStrongly(EntityTag(opaque: "1", isWeak: true)))
    }
}
