import Foundation
import Testing

@testable import Satchel

@Suite("The file .env")
struct DotEnvTests {
    @Test(
        "a line gives a name its value",
        arguments: [
            ("A=1", "1"), ("  A = 1  ", "1"), ("export A=1", "1"), ("A=", ""), ("A=b=c", "b=c"), ("A=two words", "two words"),
            ("A=1 # one", "1"), ("A=a#b", "a#b"), ("A='$x \\n # y'", "$x \\n # y"), ("A=\"two\\nlines\"", "two\nlines"),
            ("A=\"say \\\"hi\\\"\"", "say \"hi\""), ("A=\"\\d\"", "\\d"), ("A=\"x\" # why", "x"), ("A=# nothing", ""),
            ("A=früh", "früh"), ("A=1\r", "1"), ("A=0\nA=1", "1"),
        ])
    func value(text: String, value: String) {
        let file = DotEnv(text: text)
        #expect(file.variables == ["A": value])
        #expect(file.problems.isEmpty)
    }

    @Test("lines may end as on Windows")
    func windowsLineEnds() {
        let file = DotEnv(text: "A=1\r\n# B=2\r\n\r\nC=\"3\"\r\nD\r\n")
        #expect(file.variables == ["A": "1", "C": "3"])
        #expect(file.problems.map(\.description) == [".env:5 is not NAME=value."])
    }

    @Test("a file that is no text is told, and so is one that can't be read")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        #expect(DotEnv(directory: folder.path).problems.isEmpty)
        try Data([0x50, 0x3D, 0xFF, 0xFE]).write(to: URL(filePath: folder.path + "/.env"))
        #expect(DotEnv(directory: folder.path).problems.map(\.description) == ["\(folder.path)/.env is no text in UTF-8."])
        try FileManager.default.removeItem(atPath: folder.path + "/.env")
        try FileManager.default.createDirectory(atPath: folder.path + "/.env", withIntermediateDirectories: true)
        #expect(
            DotEnv(directory: folder.path).problems.map(\.description) == [
                "\(folder.path)/.env can't be read: is it this user's?"
            ])
    }

    @Test("comments and empty lines are nothing")
    func nothing() {
        let file = DotEnv(text: "\n# A=1\n   # B=2\n\r\n")
        #expect(file.variables.isEmpty && file.problems.isEmpty)
    }

    @Test(
        "a line that is none is told by its number",
        arguments: ["A", "=1", "A B=1", "A=\"open", "A='open", "ä=1", "A=\"x\"y", "A='x' y", "A=x\0y"])
    func problem(line: String) {
        let file = DotEnv(text: "# first\n" + line)
        #expect(file.problems.map(\.description) == [".env:2 is not NAME=value."])
    }
}
