public import BucketSQLite
import Database

/// Where the database is: what `DATABASE_URL` says.
///
/// - `sqlite:///app.sqlite`: a file, relative to the working directory
/// - `sqlite:////var/lib/app.sqlite`: a file by its absolute path
/// - `s3sqlite://BUCKET/KEY?option=value`: an SQLite file in a bucket (see `BucketLocation`)
public enum DatabaseURL: Sendable, Hashable, CustomStringConvertible {
    case sqlite(path: String)
    case bucket(name: String, key: String, options: BucketOptions)

    /// - Parameter environment: looks up a variable (`S3SQLite_bucket`).
    /// - Throws: what is wrong and which forms there are.
    public init(_ text: String, environment: (String) -> String? = { _ in nil }) throws(SettingsProblem) {
        guard let mark = text.range(of: "://") else {
            throw SettingsProblem("DATABASE_URL has no scheme. Its forms are \(Self.forms).")
        }
        switch text[..<mark.lowerBound] {
        case "sqlite": self = .sqlite(path: try Self.file(text[mark.upperBound...]))
        case "s3sqlite": self = try Self.bucket(text, environment)
        case "postgresql", "postgres", "mysql", "mysql+pymysql", "mariadb":
            throw SettingsProblem(
                "DATABASE_URL names \(text[..<mark.lowerBound]), which is not in this build yet. Its forms are \(Self.forms).")
        case let other: throw SettingsProblem("DATABASE_URL starts with \(other)://. Its forms are \(Self.forms).")
        }
    }

    private static let forms = "sqlite:///FILE and s3sqlite://BUCKET/KEY"

    /// As SQLAlchemy has it: three slashes, then the path; a fourth slash makes it absolute. Nothing is decoded.
    private static func file(_ rest: Substring) throws(SettingsProblem) -> String {
        let path = String(rest.dropFirst())
        guard rest.first == "/", !path.isEmpty else {
            throw SettingsProblem("DATABASE_URL has no file: sqlite:///relative.sqlite or sqlite:////absolute/path.sqlite.")
        }
        guard path != ":memory:", !path.contains("?") else {
            throw SettingsProblem("DATABASE_URL must name a file, without options: sqlite:///relative.sqlite.")
        }
        return path
    }

    private static func bucket(
        _ text: String, _ environment: (String) -> String?
    ) throws(SettingsProblem) -> DatabaseURL {
        let location: BucketLocation
        do {
            location = try BucketLocation(url: text, environment: environment)
        } catch {
            throw SettingsProblem("DATABASE_URL: \(error.message).")
        }
        switch location {
        case .bucket(let name, let key, let options): return .bucket(name: name, key: key, options: options)
        case .local(let path): return .sqlite(path: path)
        }
    }

    public var description: String {
        switch self {
        case .sqlite(let path): "sqlite:///\(path)"
        case .bucket(let name, let key, _): "s3sqlite://\(name)/\(key)"
        }
    }
}

extension String {
    /// The first place of `mark`.
    fileprivate func range(of mark: String) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(mark) }.map { $0..<index($0, offsetBy: mark.count) }
    }
}
