import Foundation
import Testing

/// docs/security.md names, for each statement, the tests that show it: they have to be there.
@Suite("docs/security.md")
struct SecurityDocTests {
    private static func files(below folder: String, _ suffix: String) throws -> [String: String] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(suffix) }
        return try Dictionary(
            paths.map { ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
        ) { first, _ in first }
    }

    @Test("names tests that are there, at least one for each statement")
    func tests() throws {
        let page = try String(contentsOfFile: TestSite.root + "/docs/security.md", encoding: .utf8)
        let folder = TestSite.root + "/Tests"
        let sources = try Self.files(below: folder, ".swift").merging(Self.files(below: folder, ".py")) { first, _ in first }
        var count = 0
        for line in page.split(separator: "\n") where line.hasPrefix("|") && !line.contains("---") && !line.contains("shown by") {
            let cell = line.split(separator: "|").last ?? ""
            var named = cell.contains("the same two") ? 1 : 0
            for match in cell.matches(of: /`(\w+Tests)`: ((?:“[^”]+”(?:, )?)+)/) {
                // Several targets have a file of one name.
                let texts = sources.filter { $0.key.hasSuffix("/\(match.1).swift") }.map(\.value)
                for name in match.2.matches(of: /“([^”]+)”/) {
                    #expect(texts.contains { $0.contains("\"\(name.1)\"") }, "\(match.1) has no “\(name.1)”")
                    named += 1
                }
            }
            for match in cell.matches(of: /`(test_\w+\.py)`: ((?:`test_\w+`(?:, )?)+)/) {
                for name in match.2.matches(of: /`(test_\w+)`/) {
                    #expect(sources["EndToEnd/\(match.1)"]?.contains("def \(name.1)(") == true, "\(match.1) has no \(name.1)")
                    named += 1
                }
            }
            #expect(named > 0, "shown by nothing: \(line)")
            count += named
        }
        #expect(count > 60)
    }

    @Test("nothing that answers requests starts a program")
    func shell() throws {
        for target in [
            "HTTP", "HTTPServer", "Web", "Accounts", "Mail", "Database", "DatabaseSQLite", "BucketSQLite", "ObjectStore",
        ] {
            for (name, text) in try Self.files(below: "\(TestSite.root)/Sources/\(target)", ".swift") {
                // What AWS's own settings name, as its tools do: nothing of a visitor's is in it.
                if name.hasSuffix("/ProfileCredentials.swift") { continue }
                // In debug builds alone, for the error page of a development run: addresses of its own code are all that is in it.
                if name.hasSuffix("/Symbolizer.swift"), text.contains("#if DEBUG\n        private static func run(") { continue }
                let found = text.firstMatch(of: /\b(posix_spawnp?|popen|execv[pe]*|fork|Process)\(/)
                #expect(found == nil, "\(target)/\(name): \(found.map { String($0.0) } ?? "")")
            }
        }
    }
}
