/// The templates of the house, their texts and their looks: pages of the accounts, mails, errors. A site's own file of the same name wins.
enum BuiltInTemplates {
    /// Source by name: `user/sign-in`.
    static let all: [String: String] = {
        let files = EmbeddedFiles.all.filter { $0.key.hasPrefix(folder) && $0.key.hasSuffix(ending) }
        return Dictionary(
            uniqueKeysWithValues: files.map { (String($0.key.dropFirst(folder.count).dropLast(ending.count)), $0.value) })
    }()

    /// The texts of the languages, by their tags.
    static let languages: [String: String] = {
        let (place, ending) = (folder + "languages/", ".txt")
        let files = EmbeddedFiles.all.filter { $0.key.hasPrefix(place) && $0.key.hasSuffix(ending) }
        return Dictionary(
            uniqueKeysWithValues: files.map { (String($0.key.dropFirst(place.count).dropLast(ending.count)), $0.value) })
    }()

    /// What those pages show beside themselves, by its path at the site's root: `style.css`.
    static let publicFiles: [String: String] = {
        let place = "Public/"
        let files = EmbeddedFiles.all.filter { $0.key.hasPrefix(place) }
        return Dictionary(uniqueKeysWithValues: files.map { (String($0.key.dropFirst(place.count)), $0.value) })
    }()

    private static let folder = "Templates/"
    private static let ending = ".mustache"
}
