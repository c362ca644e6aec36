import Foundation
import Testing

/// The Swift in the comments of what `import Satchel` and `import SatchelTesting` open, type-checked by what is public. Each block is a
/// function of its own among the things that it takes for granted: `CommentSnippets.surroundings`. `…` is whatever fits.
@Suite("Comments")
struct CommentSnippetTests {
    @Test("the Swift in comments of what is public compiles")
    func compile() async throws {
        let snippets = try CommentSnippet.all()
        #expect(snippets.count > 50)
        // In the comments of the database a user is a model like any other.
        for part in [snippets.filter(\.isOfDatabase), snippets.filter { !$0.isOfDatabase }] {
            let (code, words) = try await check(part)
            #expect(code == 0, "\(words)")
        }
    }

    @Test("a comment whose Swift does not compile is found, with its line")
    func wrong() async throws {
        let text = "/// A page.\n///\n///     let page: Page = 1\n///\npublic struct Wrong {}\n"
        let (code, words) = try await check(CommentSnippet.snippets(in: text, path: "Sources/Wrong.swift"))
        #expect(code != 0 && words.contains("Sources/Wrong.swift:3:"))
    }

    private func check(_ snippets: [CommentSnippet]) async throws -> (code: Int32, words: String) {
        let folder = try TemporaryFolder()
        let user = snippets.contains(where: \.isOfDatabase) ? CommentSnippet.userModel : ""
        try folder.write(CommentSnippet.surroundings + user, to: "surroundings.swift")
        try folder.write(
            "import FoundationEssentials\nimport HTTPServer\nimport Logging\nimport SatchelTesting\nimport Testing\n\n"
                + snippets.enumerated().map { $1.function(named: "snippet\($0)") }.joined(), to: "snippets.swift")
        let files = ["surroundings.swift", "snippets.swift"].map { folder.path + "/" + $0 }
        return try await SnippetCompiler.check(["-parse-as-library"] + files)
    }
}

/// A block of Swift in a comment.
private struct CommentSnippet {
    let path: String
    /// Of its first line in the file, from 1.
    let line: Int
    let text: String

    private static let modules = ["Accounts", "Database", "HTTP", "OpenID", "Satchel", "SatchelTesting", "Web"]

    static func all() throws -> [CommentSnippet] {
        let root = projectRoot()
        return try modules.flatMap { module in
            let folder = "Sources/" + module
            let names = FileManager.default.enumerator(atPath: root + "/" + folder)?.compactMap { $0 as? String } ?? []
            return try names.filter { $0.hasSuffix(".swift") }.sorted().flatMap { name in
                try snippets(in: projectFile(folder + "/" + name), path: folder + "/" + name)
            }
        }
    }

    /// Blocks stand behind an empty line of a comment, four blanks in; the comment is that of something public.
    static func snippets(in text: String, path: String) -> [CommentSnippet] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
        var found: [CommentSnippet] = []
        for index in lines.indices where lines[index].hasPrefix("///     ") && index > 0 && lines[index - 1] == "///" {
            let block = lines[index...].prefix { $0 == "///" || $0.hasPrefix("///     ") }.map { String($0.dropFirst(8)) }
            let declaration = lines[index...].first { !$0.hasPrefix("///") && !$0.hasPrefix("@") } ?? ""
            guard declaration.hasPrefix("public "), isSwift(block[0]), found.last.map({ $0.end < index }) ?? true else {
                continue
            }
            found.append(CommentSnippet(path: path, line: index + 1, text: block.joined(separator: "\n")))
        }
        return found
    }

    /// The index behind its last line.
    private var end: Int { line - 1 + text.split(separator: "\n", omittingEmptySubsequences: false).count }

    /// SQL, addresses and the fields of a crontab are not.
    private static func isSwift(_ first: String) -> Bool {
        !first.hasPrefix("--") && !first.contains(" | ") && first.prefixMatch(of: /[a-z0-9+]+:\/\//) == nil
    }

    /// As a function; extensions, which can't stand in one, before it.
    func function(named name: String) -> String {
        let lines = text.replacing(/\{ …[^{}"]*… \}/, with: "{ … }").replacing("…", with: "fatalError()")
            .split(separator: "\n", omittingEmptySubsequences: false)
        let outside = lines.first?.hasPrefix("extension ") == true ? (lines.firstIndex(of: "}") ?? -1) + 1 : 0
        func placed(_ range: Range<Int>) -> String {
            "#sourceLocation(file: \"\(path)\", line: \(line + range.lowerBound))\n" + lines[range].joined(separator: "\n")
                + "\n#sourceLocation()\n"
        }
        let site = path.hasPrefix("Sources/SatchelTesting") ? "let site = given(TestSite.self)" : "var site = given(Site.self)"
        return placed(0..<outside) + "func \(name)() async throws {\n\(site)\n" + placed(outside..<lines.count) + "}\n"
    }

    var isOfDatabase: Bool { path.hasPrefix("Sources/Database") }

    static let userModel = """

        extension User: Model {
            static let table = Table<User>("users") { $0.key(\\.id) }
        }
        """

    static let surroundings = """
        import HTTPServer
        import Logging
        import SatchelTesting

        func given<Value>(_ type: Value.Type = Value.self) -> Value { fatalError() }

        struct User: UserModel {
            var id = UserID()
            var username: String
        }
        struct Post: Model {
            var id: Int?
            var title: String
            var authorID: Int
            var age = 0
            var edits = 0
            var isPublished = false
            var isHidden = false
            var createdAt = ""
            static let table = Table<Post>("posts") { $0.key(\\.id) }
        }
        struct Comment: Model {
            var id: Int?
            var postID: Int
            static let table = Table<Comment>("comments") { $0.key(\\.id) }
        }
        struct Tag: Model {
            var id: Int?
            static let table = Table<Tag>("tags") { $0.key(\\.id) }
        }
        struct PostTag: Model {
            var id: Int?
            var postID, tagID: Int
            static let table = Table<PostTag>("post_tags") { $0.key(\\.id) }
        }
        struct Note: Model {
            var id: Int?
            var text: String
            static let table = Table<Note>("notes") { $0.key(\\.id) }
            static let migrations: [Migration] = []
        }
        struct Record: Sendable { var species: String, count: Int }
        struct Thumbnail: Codable, Sendable { var photo: Int? }
        struct Photo: Sendable { var id: Int? }
        struct Newsletter: Sendable { func add(_ email: String?) async throws {} }
        struct News: Sendable { var text: String, id: String }
        struct Board: Sendable { func news(after id: String?) -> AsyncStream<News> { fatalError() } }

        func makeApp(_ settings: Settings) -> App { App(settings) }

        nonisolated(unsafe) var app = given(App.self)
        nonisolated(unsafe) var table = given(TableDeclaration<Post>.self)
        let users = given(Accounts<User>.self), accounts = users
        let admins = users.admins
        let posts = Repository<Post>(), notes = Repository<Note>()
        let database = given((any DatabaseEngine).self), engine = database
        nonisolated(unsafe) let tx = given((any Transaction).self), transaction = tx
        let tasks = given(TaskRegistry.self), thumbnail = TaskKind<Thumbnail>("thumbnail"), photo = Photo()
        let logger = given(Logger.self), context = given(Context.self), handler = given(Handler.self)
        let newsletter = Newsletter(), board = Board(), orders = [""], records = [Record(species: "", count: 0)]
        let note = given(JSONValue.self), user = given(User.self), id = 1
        let ada = given(TestClient.self), supervisor = ada, page = given(TestResponse.self), form = page, jpeg: [UInt8] = []
        """
}
