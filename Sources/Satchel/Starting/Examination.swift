import BucketSQLite
// A release build compiles the module as a whole and then finds `stat` in the first C module that any file of it imports.
internal import CLinux
import Database
import DatabaseSQLite
import Glibc
internal import Secrets
import Web

/// Everything that a site needs, looked at one by one: what is wrong with one does not hide the next.
struct Examination {
    /// What was found about one thing.
    struct Finding: Sendable, CustomStringConvertible {
        enum Verdict: String, Sendable { case fine = "ok   ", note = "note ", wrong = "WRONG" }

        let verdict: Verdict
        let subject: String
        let words: String

        var isWrong: Bool { verdict == .wrong }
        var description: String { "\(verdict.rawValue)  \(subject): \(words)" }
    }

    private let app: App
    private var settings: Settings { app.settings }

    init(_ app: App) { self.app = app }

    func run() async -> [Finding] {
        var findings = settingsFindings + [secretKey, dotEnvPermissions].compactMap(\.self)
        findings += await database()
        return findings
    }

    private var settingsFindings: [Finding] {
        let problems = settings.problems.map { Finding(verdict: .wrong, subject: "settings", words: $0.description) }
        let warnings = settings.warnings.map { Finding(verdict: .note, subject: "settings", words: $0) }
        return problems.isEmpty
            ? [Finding(verdict: .fine, subject: "settings", words: "understood")] + warnings : problems + warnings
    }

    private var secretKey: Finding {
        if settings.secretKeys.isEmpty {
            let words = "SECRET_KEY is not set"
            return settings.mode == .development
                ? Finding(verdict: .note, subject: "secret key", words: words + "; the first start makes one in .env")
                : Finding(verdict: .wrong, subject: "secret key", words: words + ": make one with `\(Program.name) secret`")
        }
        return found("secret key", "\(settings.secretKeys.count) set") { _ = try SecretKeys(settings.secretKeys) }
    }

    private var dotEnvPermissions: Finding? {
        var status = stat()
        let path = DotEnv.path(in: settings.directory)
        guard stat(path, &status) == 0 else { return nil }
        guard status.st_mode & 0o077 != 0 else { return Finding(verdict: .fine, subject: ".env", words: "its owner's alone") }
        return Finding(verdict: .wrong, subject: ".env", words: "others on this machine can read its secrets: chmod 600 \(path)")
    }

    private func database() async -> [Finding] {
        guard settings.problems.isEmpty else {
            return [Finding(verdict: .note, subject: "database", words: "not looked at while settings are wrong")]
        }
        if case .sqlite(let path) = settings.database, let missing = missingFile(path) {
            return [missing] + (await pages(on: try? SQLiteEngine.inMemory()))
        }
        do {
            return try await Launch(app).withDatabase { engine in
                let reached = await self.found("database", "\(settings.database) can be read") { try await engine.check() }
                return [reached, await schema(engine)] + (await pages(on: engine)) + (await conditions())
            }
        } catch {
            return [wrong("database", error)] + (await pages(on: try? SQLiteEngine.inMemory()))
        }
    }

    /// A file that is not there yet is made by the first start, where the folder lets it.
    private func missingFile(_ name: String) -> Finding? {
        let path = name.hasPrefix("/") ? name : settings.directory + "/" + name
        guard access(path, F_OK) != 0 else { return nil }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        guard access(folder, W_OK | X_OK) == 0 else {
            let words = "\(folder) is not there or can't be written to: \(String(cString: strerror(errno)))"
            return Finding(verdict: .wrong, subject: "database", words: words)
        }
        return Finding(verdict: .note, subject: "database", words: "\(path) is not there; the first start makes it")
    }

    private func schema(_ engine: any DatabaseEngine) async -> Finding {
        do {
            let migrator = try app.migrator()
            let pending = try await migrator.pending(engine)
            guard pending.isEmpty else {
                return Finding(verdict: .note, subject: "schema", words: "\(pending.count) migrations run at the next start")
            }
            let missing = try await MissingTables(migrator).names(in: engine).joined(separator: ", ")
            guard missing.isEmpty else {
                let words = "its migrations ran, and yet there is no table \(missing): restore a copy of the database that has it"
                return Finding(verdict: .wrong, subject: "schema", words: words)
            }
            return Finding(verdict: .fine, subject: "schema", words: "up to date")
        } catch {
            return wrong("schema", error)
        }
    }

    /// Templates and routes, compiled as a start does it.
    private func pages(on engine: (any DatabaseEngine)?) async -> [Finding] {
        guard let engine else { return [] }
        return [
            found("pages", "templates and routes are right") {
                let keys = try SecretKeys([SecretKeys.makeSecret()])
                let environment = try app.environment(database: engine, keys: keys, logger: app.logger, now: SystemTime.now)
                _ = try app.siteWithPages(environment).makeHandler(environment)
            }
        ]
    }

    private func conditions() async -> [Finding] {
        guard case .bucket(let name, let key, let options) = settings.database else { return [] }
        do {
            let store = try DatabaseURL.store(name, options, environment: settings.variables, logger: app.logger)
            let broken = try await StoreProbe(of: store, key: key).run().filter { !$0.holds }
            if broken.isEmpty {
                return [Finding(verdict: .fine, subject: "bucket", words: "keeps the conditions of its writers")]
            }
            let names = broken.map(\.promise.title).joined(separator: ", ")
            return [Finding(verdict: .wrong, subject: "bucket", words: "does not hold: \(names) (docs/bucket.md)")]
        } catch {
            return [wrong("bucket", error)]
        }
    }

    private func found(_ subject: String, _ words: String, _ check: () throws -> Void) -> Finding {
        do {
            try check()
            return Finding(verdict: .fine, subject: subject, words: words)
        } catch {
            return wrong(subject, error)
        }
    }

    private func found(_ subject: String, _ words: String, _ check: () async throws -> Void) async -> Finding {
        do {
            try await check()
            return Finding(verdict: .fine, subject: subject, words: words)
        } catch {
            return wrong(subject, error)
        }
    }

    private func wrong(_ subject: String, _ error: any Error) -> Finding {
        Finding(verdict: .wrong, subject: subject, words: StartError.wording(of: error))
    }
}
