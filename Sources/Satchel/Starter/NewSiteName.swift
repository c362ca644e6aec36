/// The name of a new site, and what Swift calls it.
struct NewSiteName: Sendable {
    /// Of the package, the folder, the program: `my-site`.
    let name: String
    /// Of the module: `MySite`.
    let module: String

    /// - Throws: why a name can't be one, and one that can.
    init(_ name: String) throws(StartError) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        let isWellFormed = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
        guard isWellFormed, name.first?.isLetter == true, name.count <= 60 else {
            throw StartError(
                "“\(name)” can't be the name of a site. A name has letters, digits and single hyphens, and begins with a letter: \(Self.like(name))."
            )
        }
        self.name = name
        module = parts.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        let lowercased = module.lowercased()
        guard !Self.taken.contains(where: { $0.lowercased() == lowercased }) else {
            throw StartError("A site can't be called \(name): there is a module \(module) already. Try \(name)-site.")
        }
    }

    /// Modules that a site's own would hide: those of this package, which its manifest names, and those that they stand on.
    static let taken: Set<String> = {
        let manifest = EmbeddedFiles.all["Package.swift"] ?? ""
        let own = manifest.split(separator: "\"").filter {
            $0.first?.isUppercase == true && $0.allSatisfy { $0.isLetter || $0.isNumber }
        }
        return Set(own.map(String.init)).union(foreign)
    }()

    private static let foreign: Set = [
        "ArgumentParser", "Configuration", "CoreMetrics", "Foundation", "FoundationEssentials", "Glibc", "HTTPTypes", "Logging",
        "Metrics", "Swift", "Synchronization", "Testing", "UnixSignals", "XCTest",
    ]

    private static func like(_ name: String) -> String {
        let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let likeness = words.joined(separator: "-")
        return likeness.first?.isLetter == true ? likeness : "my-site"
    }
}
