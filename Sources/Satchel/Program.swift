/// This program as its user calls it.
enum Program {
    static let version = "0.1.0"

    /// Where the project is published, for `new`; `nil` until it is.
    static let repository: String? = nil

    /// The last part of the path that it was started by: a site's own executable shows its own name.
    static let name: String = {
        let name = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        return name.isEmpty || name.hasSuffix(".xctest") || name.hasPrefix("swiftpm-") ? "satchel" : name
    }()
}
