import Database
import DatabaseSQLite
import Testing

@testable import Satchel

@Suite("A line that is typed, and SQL that is asked")
struct EditedLineTests {
    /// What a terminal sends, key by key, until the line ends.
    private func line(_ sent: String, history: [String] = []) -> String {
        var bytes = Array(sent.utf8)[...]
        let keys = KeyReader { bytes.popFirst() }
        var line = EditedLine(history: history)
        while let key = keys.next(), key != .enter { line.take(key) }
        return line.text
    }

    @Test(
        "keys do what they do in every shell",
        arguments: [
            ("abc\r", "abc"), ("ac\u{1b}[Db\r", "abc"), ("bc\u{1}a\r", "abc"), ("ab\u{1b}[H\u{1b}[C\u{1b}[CX\r", "abX"),
            ("abcd\u{7f}\r", "abc"), ("abc\u{1}\u{1b}[3~\r", "bc"), ("abc\u{2}\u{b}\r", "ab"), ("abc\u{2}\u{15}\r", "c"),
            ("one two  \u{17}x\r", "one x"), ("ö€😀\u{7f}\u{7f}\r", "ö"), ("a\u{1b}[99;5~b\u{0}\r", "ab"),
            ("\u{7f}\u{1b}[D\r", ""),
        ])
    func keys(_ sent: String, _ expected: String) {
        #expect(line(sent) == expected)
    }

    @Test(
        "arrows go through what was given before, and back to what was begun",
        arguments: [
            ("\u{1b}[A\r", "two"), ("\u{1b}[A\u{1b}[A\r", "one"), ("\u{1b}[A\u{1b}[A\u{1b}[A\r", "one"),
            ("new\u{1b}[A\u{1b}[B\r", "new"),
            ("\u{10}x\r", "twox"), ("\u{1b}OA\u{1b}OB\r", ""),
        ])
    func history(_ sent: String, _ expected: String) {
        #expect(line(sent, history: ["one", "two"]) == expected)
    }

    @Test("a history keeps what is new, for its owner alone")
    func keptHistory() throws {
        let folder = try TemporaryFolder()
        var history = LineHistory(path: folder.path + "/history")
        for line in ["a", "a", "", "b"] { history.add(line) }
        #expect(history.lines == ["a", "b"])
        #expect(try folder.read("history") == "a\nb\n")
    }

    private static let rows = [
        Row(columns: ["id", "text"], values: [.integer(1), .text("=a \"b\"\n\u{1b}[2J")]),
        Row(columns: ["id", "text"], values: [.null, .blob([1, 255])]),
    ]

    @Test(
        "rows are shown for people, for spreadsheets and for programs",
        arguments: [
            (SQLOutput.table, "id    text\n1     =a \"b\"\\n\\u{1B}[2J\nNULL  x'01ff'"),
            (.csv, "id,text\r\n1,\"'=a \"\"b\"\"\n\u{1b}[2J\"\r\n,01ff"),
            (.json, "{\"id\":1,\"text\":\"=a \\\"b\\\"\\n\\u001b[2J\"}\n{\"id\":null,\"text\":\"01ff\"}"),
        ])
    func output(_ output: SQLOutput, _ text: String) {
        #expect(output.text(of: Self.rows) == text)
        #expect(output.text(of: []) == "")
    }

    @Test(
        "a statement is whole when it ends with a semicolon that ends one",
        arguments: [
            ("SELECT 1;", true), ("SELECT 1", false), ("SELECT ';", false), ("SELECT ';';", true), ("SELECT 1; -- ;", true),
            ("", false),
            (";", false), ("SELECT 1; SELECT 2;", true), ("SELECT 1 /* ;", false),
        ])
    func complete(_ text: String, _ isComplete: Bool) throws {
        let session = SQLSession(engine: try SQLiteEngine.inMemory(), isWriting: false, output: .table)
        #expect(session.isComplete(text) == isComplete)
    }

    @Test("nothing is changed without --write, and the refusal says so")
    func readOnly() async throws {
        let engine = try SQLiteEngine.inMemory()
        try await SQLSession(engine: engine, isWriting: true, output: .table).run("CREATE TABLE a (b); INSERT INTO a VALUES (1)")
        let reading = SQLSession(engine: engine, isWriting: false, output: .table)
        let error = await #expect(throws: StartError.self) { try await reading.run("DELETE FROM a") }
        #expect(error?.description.hasSuffix("nothing can be changed without --write.") == true)
        #expect(try await engine.read { try $0.scalar("SELECT count(*) FROM a", as: Int.self) } == 1)
    }

    @Test("commands of other prompts are no statements")
    func foreignCommands() {
        for line in [".tables", "\\\\dt", " help ", "?"] { #expect(SQLPrompt.isCommand(line)) }
        for line in ["SELECT 1;", "HELPER", "", "-- .tables"] { #expect(!SQLPrompt.isCommand(line)) }
    }
}
