import FoundationEssentials

/// The file `.env`: a line `NAME=value` each, as shells write it.
///
/// - A line that starts with `#` is a comment; `export ` before the name is allowed.
/// - A value is taken as it is, without white space around it and without what follows ` #`.
/// - In 'single quotes' everything stands for itself; in "double quotes" `\n`, `\"` and `\\` are one character.
/// - Of two lines with the same name the later counts.
struct DotEnv {
    private(set) var variables: [String: String] = [:]
    /// In which line each of them stands, from 1.
    private(set) var lines: [String: Int] = [:]
    private(set) var problems: [SettingsProblem] = []

    static func path(in directory: String) -> String { directory + "/.env" }

    /// A file that is not there is empty; one that can't be read is a problem.
    init(directory: String) {
        let path = Self.path(in: directory)
        guard FileManager.default.fileExists(atPath: path) else {
            self.init(text: "")
            return
        }
        let bytes = FileManager.default.contents(atPath: path)
        let text = bytes.flatMap { String(data: $0, encoding: .utf8) }
        self.init(text: text ?? "")
        if bytes == nil { problems = [SettingsProblem("\(path) can't be read: is it this user's?")] }
        if bytes != nil, text == nil { problems = [SettingsProblem("\(path) is no text in UTF-8.")] }
    }

    init(text: String) {
        // CR LF is one character to Swift, and not the one that "\n" is.
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            var line = line.trimmingSpaces
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix("export ") { line = line.dropFirst(7).trimmingSpaces }
            guard let (name, value) = Self.pair(line) else {
                problems.append(SettingsProblem(".env:\(index + 1) is not NAME=value."))
                continue
            }
            variables[name] = value
            self.lines[name] = index + 1
        }
    }

    private static func pair(_ line: String) -> (String, String)? {
        guard let equals = line.firstIndex(of: "="), !line.utf8.contains(0) else { return nil }
        let name = line[..<equals].trimmingSpaces
        guard !name.isEmpty, name.allSatisfy({ $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return nil }
        return value(line[line.index(after: equals)...].trimmingSpaces).map { (name, $0) }
    }

    /// `nil` where a quote does not end, or something other than a comment follows its end.
    private static func value(_ text: String) -> String? {
        guard let quote = text.first, quote == "\"" || quote == "'" else { return unquoted(text) }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            if character == quote { return unquoted(String(rest)).isEmpty ? value : nil }
            guard quote == "\"", character == "\\", let next = rest.popFirst() else {
                value.append(character)
                continue
            }
            switch next {
            case "n": value.append("\n")
            case "\"", "\\": value.append(next)
            default: value += ["\\", next]
            }
        }
        return nil
    }

    private static func unquoted(_ text: String) -> String {
        var end = text.startIndex
        var isAfterSpace = true
        while end < text.endIndex {
            if text[end] == "#", isAfterSpace { break }
            isAfterSpace = text[end].isWhitespace
            end = text.index(after: end)
        }
        return text[..<end].trimmingSpaces
    }
}
