import FoundationEssentials
public import Satchel

extension Settings {
    /// Settings of a test: the templates, public files and migrations of the site that the test belongs to, passwords that are hashed quickly, no log
    /// lines but of what went wrong, and nothing of this machine's environment or `.env`.
    ///
    ///     let app = makeApp(.testing(["USER_ENABLE_EMAIL": "1"]))
    ///
    /// - Parameters:
    ///   - variables: what the test wants otherwise, as in `.env`.
    ///   - file: of the test; the site is the nearest folder above it with a folder `Templates`.
    public static func testing(_ variables: [String: String] = [:], file: String = #filePath) -> Settings {
        let folder = site(of: file)
        var usual = [
            "SATCHEL_TEMPLATES": folder + "/Templates", "SATCHEL_MIGRATIONS": folder + "/Migrations", "USER_PASSWORD_COST": "4",
            "LOG_LEVEL": "critical",
        ]
        let publicFiles = folder + "/Public"
        if FileManager.default.fileExists(atPath: publicFiles) { usual["SATCHEL_PUBLIC"] = publicFiles }
        return Settings(environment: usual.merging(variables) { $1 }, directory: "/nonexistent")
    }

    private static func site(of file: String) -> String {
        var folder = file[...]
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            if FileManager.default.fileExists(atPath: folder + "/Templates") { return String(folder) }
        }
        return "."
    }
}
