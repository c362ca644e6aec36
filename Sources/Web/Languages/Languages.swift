/// The languages of a site, as its files give them.
struct Languages: Sendable {
    /// The default first, then in the order of their tags.
    let all: [Language]
    /// What an operator should hear of at the start: texts that are missing, and the like.
    let warnings: [String]

    private let byTag: [String: Language]

    var `default`: Language { all.first ?? .inCode }

    /// The language of a tag, whatever its case; `nil` where the site does not speak it.
    subscript(tag: String) -> Language? { byTag[tag.lowercased()] }

    /// - Parameters:
    ///   - files: in the order of their layers: later ones win.
    ///   - tag: of the default language, whose texts stand in for those that others lack; behind it English stands in.
    ///   - offered: the languages that visitors may have; all where nothing is said.
    init(_ files: [LanguageFile], default tag: String, offered: [String]? = nil) throws(TemplateError) {
        guard !files.isEmpty else {
            (all, warnings, byTag) = ([], [], [:])
            return
        }
        var layered: [String: [String: MessagePattern]] = [:]
        var names: [String: String] = [:]
        for file in files {
            names[file.tag.lowercased()] = names[file.tag.lowercased()] ?? file.tag
            layered[file.tag.lowercased(), default: [:]].merge(file.texts) { $1 }
        }
        var wanted = Set((offered ?? Array(names.values)).map { $0.lowercased() })
        wanted.insert(tag.lowercased())
        for tag in wanted.sorted() where layered[tag] == nil {
            throw TemplateError(file: "languages/\(tag).txt", message: "the settings name this language, and it has no file")
        }
        let english = layered["en"] ?? [:]
        let base = (layered[tag.lowercased()] ?? [:]).merging(english) { own, _ in own }
        let order = [tag.lowercased()] + wanted.subtracting([tag.lowercased()]).sorted()
        var warnings: [String] = []
        all = order.map { tag in
            let own = layered[tag] ?? [:]
            let name = names[tag] ?? tag
            warnings += LanguageComparison(name, own, with: base).warnings
            return Language(tag: name, texts: own.merging(base) { own, _ in own })
        }
        byTag = Dictionary(all.map { ($0.tag.lowercased(), $0) }) { first, _ in first }
        self.warnings = warnings
    }
}
