import Database
import FoundationEssentials

/// The site's own migrations: the files of the folder `Migrations`, where `SATCHEL_MIGRATIONS` says, else in the working directory or
/// beside the executable.
struct MigrationFolder {
    /// What they are called in `schema_migrations`.
    static let module = "site"
    static let name = "Migrations"

    let path: String

    init(_ settings: Settings) {
        if let chosen = settings.value("SATCHEL_MIGRATIONS"), !chosen.isEmpty {
            path = chosen.hasPrefix("/") ? chosen : settings.directory + "/" + chosen
        } else {
            path = Folders.optional(Self.name, settings.directory) ?? settings.directory + "/" + Self.name
        }
    }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// - Throws: ``StartError`` where two files have one number: two branches each added theirs.
    func files() throws -> [MigrationFile] {
        let names = try identities()
        for (first, second) in zip(names, names.dropFirst()) where first.number == second.number {
            throw StartError(
                "\(Self.name) has two heads, \(first.file) and \(second.file): look whether both fit together, and give the later one "
                    + "the next number")
        }
        return try names.map { name in
            guard let data = FileManager.default.contents(atPath: path + "/" + name.file),
                let text = String(validating: data, as: UTF8.self)
            else { throw StartError("\(path)/\(name.file) can't be read as UTF-8 text") }
            return try MigrationFile(number: name.number, name: name.name, text: text)
        }
    }

    /// The names of the newest files: more than one where two have the greatest number.
    func heads() throws -> [String] {
        let names = try identities()
        return names.filter { $0.number == names.last?.number }.map(\.file)
    }

    /// Files that are called as migrations are, in their order.
    private func identities() throws -> [(number: Int, name: String, file: String)] {
        guard exists else { return [] }
        var found: [(number: Int, name: String, file: String)] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: path) {
            if let identity = MigrationFile.identity(of: file) { found.append((identity.number, identity.name, file)) }
        }
        return found.sorted { ($0.number, $0.file) < ($1.number, $1.file) }
    }

    /// Where a database has had migrations of the site, and none is found: the program runs in another folder, or its image lacks them.
    func words(ifLost current: [MigrationID]) throws -> String? {
        guard let reached = current.first(where: { $0.module == Self.module }), try identities().isEmpty else { return nil }
        return "the database has had \(reached), and there is no migration in \(path): run this in the site's folder"
    }

    /// - Returns: whether it was made now.
    func make() throws -> Bool {
        guard !exists else { return false }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return true
    }

    /// Writes a file that was not there.
    func write(_ file: MigrationFile) throws {
        try Data(file.text.utf8).write(to: URL(filePath: path + "/" + file.fileName), options: .withoutOverwriting)
    }
}
