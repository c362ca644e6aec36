/// Values of header fields: ranges, preferences, dates, media types, entity tags.
enum FieldValueFuzz {
    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        for size in [0, 1, 1000, .max] { checkRanges(text, size: size) }
        let preferences = Preferences(text)
        must(preferences.items.allSatisfy { (0...1000).contains($0.quality) }, "\(preferences)")
        checkTypes(text)
        checkTags(text)
        if let date = HTTPDate(text) {
            must(HTTPDate(date.description) == date, "\(date) is written as what is read as something else")
            must(date.description.utf8.count == 29, date.description)
        }
    }

    private static func checkRanges(_ text: String, size: Int) {
        guard case .parts(let parts) = ByteRanges(text, size: size) else { return }
        must(!parts.isEmpty && parts.count <= 16, "\(parts.count) ranges")
        for part in parts {
            must(!part.isEmpty && part.lowerBound >= 0 && part.upperBound <= size, "\(part) of \(size)")
            _ = ByteRanges.contentRange(part, size: size)
        }
    }

    private static func checkTypes(_ text: String) {
        guard let type = MediaType(text) else { return }
        must(
            MediaType(type.description) == type,
            "\(type) is written as what is read as \(String(describing: MediaType(type.description)))")
        let quality = AcceptedTypes(text).quality(of: type)
        must((0...1000).contains(quality), "a quality of \(quality)")
    }

    private static func checkTags(_ text: String) {
        if let tag = EntityTag(text) { must(EntityTag(tag.description) == tag, "\(tag)") }
        guard case .tags(let tags) = EntityTagCondition(text) else { return }
        let again = EntityTagCondition(tags.map(\.description).joined(separator: ", "))
        must(again == .tags(tags), "\(tags) are written as what is read as \(again)")
    }
}
