import FoundationEssentials
import HTTPCalls

/// One profile of AWS's shared files: `~/.aws/config` (`[profile NAME]`) and `~/.aws/credentials` (`[NAME]`, which wins).
struct Profile: Sendable {
    let name: String
    private let values: [String: String]

    subscript(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The profile that `AWS_PROFILE` names, or `default`; `nil` where there is no default one.
    static func load(environment: [String: String]) throws(StoreError) -> Profile? {
        let named = environment["AWS_PROFILE"].flatMap { $0.isEmpty ? nil : $0 }
        let name = named ?? "default"
        let home = environment["HOME"] ?? ""
        func path(_ variable: String, _ standard: String) -> String {
            let path = environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? standard
            return path.hasPrefix("~/") ? home + path.dropFirst() : path
        }
        let config = sections(path("AWS_CONFIG_FILE", "~/.aws/config"))
        let credentials = sections(path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"))
        let inConfig = config["profile \(name)"] ?? (name == "default" ? config["default"] : nil)
        guard inConfig != nil || credentials[name] != nil else {
            guard let named else { return nil }
            throw StoreError(.noCredentials, "AWS_PROFILE names \(named), which is in neither of AWS's shared files.")
        }
        return Profile(name: name, values: (inConfig ?? [:]).merging(credentials[name] ?? [:]) { $1 })
    }

    /// Sections of an INI file; a missing file has none. Indented lines belong to a nested setting and are skipped.
    static func parse(_ text: String) -> [String: [String: String]] {
        var sections: [String: [String: String]] = [:]
        var section: String?
        for line in text.split(whereSeparator: \.isNewline) {
            guard let first = line.first, !first.isWhitespace, first != "#", first != ";" else { continue }
            if first == "[" {
                section = line.dropFirst().prefix { $0 != "]" }.split(separator: " ").joined(separator: " ")
            } else if let section, let equals = line.firstIndex(of: "=") {
                let name = line[..<equals].trimmed.lowercased()
                sections[section, default: [:]][name] = line[line.index(after: equals)...].trimmed
            }
        }
        return sections
    }

    private static func sections(_ path: String) -> [String: [String: String]] {
        FileManager.default.contents(atPath: path).map { parse(String(decoding: $0, as: UTF8.self)) } ?? [:]
    }
}
