import Testing

@testable import Web

@Suite struct NumberedVariablesTests {
    @Test("The first layer that has a name wins, and a name that nobody gives is absent")
    func layers() {
        let words = ["numbered-one", "numbered-two", "numbered-three"].map(MustacheWord.init)
        let variables = NumberedVariables([["numbered-one": "first"], [:], ["numbered-one": "second", "numbered-two": "2"]])
        #expect(words.map { variables[$0] as? String } == ["first", "2", nil])
    }

    @Test("A name that the first template names after the variables were given is found")
    func lateNames() {
        let variables = NumberedVariables([["numbered-late": 1], ["numbered-late": 2, "numbered-later": 3]])
        #expect(variables[MustacheWord("numbered-late")] as? Int == 1)
        #expect(variables[MustacheWord("numbered-later")] as? Int == 3)
        #expect(variables[MustacheWord("numbered-latest")] == nil)
    }

    @Test("Words of one text have one number, others have others")
    func words() {
        #expect(MustacheWord("numbered-x") == MustacheWord("numbered-x"))
        #expect(MustacheWord("numbered-x") != MustacheWord("numbered-y"))
    }

    @Test("What was seen is known, also that there is nothing")
    func seen() {
        var seen = SeenParts()
        let (one, other, third) = (MustacheWord("numbered-seen"), MustacheWord("numbered-none"), MustacheWord("numbered-never"))
        seen.keep(.text("x"), of: one)
        seen.keep(nil, of: other)
        guard case .some(.some(.text("x"))) = seen[one] else { return #expect(Bool(false), "the value is known") }
        guard case .some(.none) = seen[other] else { return #expect(Bool(false), "that there is none is known") }
        guard case .none = seen[third] else { return #expect(Bool(false), "nobody has asked") }
    }
}
