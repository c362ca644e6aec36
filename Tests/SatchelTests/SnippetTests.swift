import Foundation
import Testing

/// The Swift of the documents, type-checked as their readers would build it: by what is public, from one import.
///
/// The blocks of a document are one program, in their order; one that begins with an import begins another. A comment
/// `<!-- swift: … -->` adds code that readers need not see.
@Suite("Documents")
struct SnippetTests {
    @Test("their Swift compiles, as it stands there", arguments: try documents())
    func snippets(_ path: String) async throws {
        let programs = Self.programs(try projectFile(path), of: path)
        for program in programs {
            let folder = try TemporaryFolder()
            try folder.write(program, to: "main.swift")
            let (code, words) = try await SnippetCompiler.check([folder.path + "/main.swift"])
            #expect(code == 0, "\(words)")
        }
    }

    @Test("a document whose Swift does not compile is found, with its line")
    func wrongSnippet() async throws {
        let programs = Self.programs("text\n\n```swift\nimport Satchel\n\nlet page: Page = 1\n```\n", of: "wrong.md")
        let folder = try TemporaryFolder()
        try folder.write(programs.joined(), to: "main.swift")
        let (code, words) = try await SnippetCompiler.check([folder.path + "/main.swift"])
        #expect(code != 0 && words.contains("wrong.md:6:"))
    }

    /// Those with Swift in them.
    private static func documents() throws -> [String] {
        let root = projectRoot()
        let found = ["docs", "Sources/Satchel/Satchel.docc", "Examples", "deploy"].flatMap { folder in
            (FileManager.default.enumerator(atPath: root + "/" + folder)?.compactMap { $0 as? String } ?? []).map {
                folder + "/" + $0
            }
        }
        let documents = (found + ["README.md", "CONTRIBUTING.md"]).filter { $0.hasSuffix(".md") }
        return try documents.filter { try projectFile($0).contains("```swift") }.sorted()
    }

    private static func programs(_ text: String, of path: String) -> [String] {
        var programs: [String] = []
        var block: [String]?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("<!-- swift: "), line.hasSuffix(" -->") {
                let hidden = line.dropFirst("<!-- swift: ".count).dropLast(" -->".count)
                add("#sourceLocation(file: \"\(path)\", line: \(index + 1))\n\(hidden)", to: &programs)
            } else if line == "```swift" {
                block = ["#sourceLocation(file: \"\(path)\", line: \(index + 2))"]
            } else if line == "```", let lines = block {
                add(lines.joined(separator: "\n"), to: &programs)
                block = nil
            } else {
                block?.append(String(line))
            }
        }
        return programs
    }

    private static func add(_ code: String, to programs: inout [String]) {
        if programs.isEmpty || code.contains("\nimport ") {
            programs.append((code.contains("\nimport ") ? "" : "import Satchel\n") + code + "\n")
        } else {
            programs[programs.count - 1] += code + "\n"
        }
    }
}
