import Database

/// Asks for statements at a terminal until Ctrl-D, `exit` or `quit`.
struct SQLPrompt: Sendable {
    let session: SQLSession
    let name: String

    func run() async {
        let rights = session.isWriting ? "statements change the database" : "reading only; --write lets statements change it"
        Terminal.out.print("\(name): \(rights). End statements with ; and leave with Ctrl-D.")
        var editor = LineEditor(history: LineHistory.load())
        var statement = ""
        while let line = editor.read(prompt: statement.isEmpty ? "sql> " : "  -> ") {
            if statement.isEmpty, ["exit", "quit", ".quit", "\\q"].contains(line.trimmingSpaces) { break }
            if statement.isEmpty, Self.isCommand(line) {
                Terminal.error.print("Here are statements of SQL alone, each with ; at its end. Ctrl-D or exit leaves.")
                continue
            }
            statement += statement.isEmpty ? line : "\n" + line
            guard session.isComplete(statement) else {
                if statement.trimmingSpaces.isEmpty { statement = "" }
                continue
            }
            editor.history.add(statement.split(separator: "\n").joined(separator: " "))
            do {
                try await session.run(statement)
            } catch {
                Terminal.error.print(StartError.wording(of: error))
            }
            statement = ""
        }
    }

    /// What the prompts of others understand: `.tables`, `\dt`, `help`. No statement begins like it.
    static func isCommand(_ line: String) -> Bool {
        let line = line.trimmingSpaces
        return line.hasPrefix(".") || line.hasPrefix("\\") || ["help", "?"].contains(line.lowercased())
    }
}
