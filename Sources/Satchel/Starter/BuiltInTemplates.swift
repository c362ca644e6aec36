/// The templates of the house: pages of the accounts, mails, errors. A site's own of the same name wins.
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

    private static let folder = "Templates/"
    private static let ending = ".mustache"
}
