public import BucketSQLite
public import Database

/// Where the database is: what `DATABASE_URL` says.
///
/// - `sqlite:///app.sqlite`: a file, relative to the working directory
/// - `sqlite:////var/lib/app.sqlite`: a file by its absolute path
/// - `s3sqlite://BUCKET/KEY?option=value`: an SQLite file in a bucket (see `BucketLocation`)
/// - `postgresql://USER:PASSWORD@HOST/NAME`: a PostgreSQL server (see `ServerURL`); also `postgres://`, `postgresql+psycopg2://`
/// - `mysql://USER:PASSWORD@HOST/NAME`: a MariaDB or MySQL server; also `mariadb://`, `mysql+pymysql://`
public enum DatabaseURL: Sendable, Hashable, CustomStringConvertible {
    /// A SQLite file.
    case sqlite(path: String)
    /// A SQLite database in a bucket.
    case bucket(name: String, key: String, options: BucketOptions)
    /// A PostgreSQL server.
    case postgres(ServerURL)
    /// A MariaDB or MySQL server.
    case mysql(ServerURL)

    /// Reads a URL.
    ///
    /// - Parameter environment: looks up a variable (`S3SQLite_bucket`).
    /// - Throws: what is wrong and which forms there are.
    public init(_ text: String, environment: (String) -> String? = { _ in nil }) throws(SettingsProblem) {
        guard let mark = text.range(of: "://") else {
            throw SettingsProblem("DATABASE_URL has no scheme. Its forms are \(Self.forms).")
        }
        switch text[..<mark.lowerBound].prefix(while: { $0 != "+" }) {
        case "sqlite": self = .sqlite(path: try Self.file(text[mark.upperBound...]))
        case "s3sqlite": self = try Self.bucket(text, environment)
        case "postgresql", "postgres": self = .postgres(try Self.server(text))
        case "mysql", "mariadb": self = .mysql(try Self.server(text))
        default:
            throw SettingsProblem("DATABASE_URL starts with \(text[..<mark.upperBound]). Its forms are \(Self.forms).")
        }
    }

    private static let forms =
        "sqlite:///FILE, s3sqlite://BUCKET/KEY, postgresql://USER:PASSWORD@HOST/NAME and mysql://USER:PASSWORD@HOST/NAME"

    private static func server(_ text: String) throws(SettingsProblem) -> ServerURL {
        do {
            return try ServerURL(text)
        } catch {
            throw SettingsProblem("DATABASE_URL: \(error.message).")
        }
    }

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

    /// For messages: without password and options.
    public var description: String {
        switch self {
        case .sqlite(let path): "sqlite:///\(path)"
        case .bucket(let name, let key, _): "s3sqlite://\(name)/\(key)"
        case .postgres(let url), .mysql(let url): "\(url)"
        }
    }
}

extension String {
    /// The first place of `mark`.
    fileprivate func range(of mark: String) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(mark) }.map { $0..<index($0, offsetBy: mark.count) }
    }
}
