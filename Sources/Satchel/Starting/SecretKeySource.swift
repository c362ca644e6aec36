import FoundationEssentials
import Glibc
internal import Secrets
import Web

/// Where the site's secret keys come from: the settings or, in development, a new one that is kept in `.env`.
struct SecretKeySource {
    let settings: Settings

    /// - Parameter say: told, in one line, where a new key was kept.
    func keys(_ say: (String) -> Void) throws -> SecretKeys {
        guard settings.secretKeys.isEmpty else { return try SecretKeys(settings.secretKeys) }
        guard settings.mode == .development else {
            throw StartError(
                "SECRET_KEY is not set. Make one with `\(Program.name) secret`, and set it in the environment or in .env.")
        }
        return try SecretKeys([try keep(SecretKeys.makeSecret(), say)])
    }

    /// Appends `key` to `.env`, readable by its owner alone. Of two programs that start at once in one folder the second takes the
    /// first one's key.
    private func keep(_ key: String, _ say: (String) -> Void) throws -> String {
        let path = DotEnv.path(in: settings.directory)
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            say("No SECRET_KEY, and \(path) can't be written: sessions end with this process.")
            return key
        }
        defer { close(descriptor) }
        flock(descriptor, LOCK_EX)
        if let earlier = DotEnv(directory: settings.directory).variables["SECRET_KEY"], !earlier.isEmpty { return earlier }
        let line =
            "\n# Made by \(Program.name) for development: keep it secret, and make another for production.\nSECRET_KEY=\(key)\n"
        guard fchmod(descriptor, 0o600) == 0, Self.write(line, to: descriptor) else {
            throw StartError(
                "\(path) can't be written: \(String(cString: strerror(errno))). Set SECRET_KEY in the environment instead.")
        }
        say("Made a SECRET_KEY for development and kept it in \(path).")
        return key
    }

    private static func write(_ line: String, to descriptor: Int32) -> Bool {
        let bytes = Array(line.utf8)
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    }
}
