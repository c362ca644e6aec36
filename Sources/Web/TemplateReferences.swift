/// The templates that a template names: `{{>partial}}` and `{{<parent}}`. Names that are known only when a page is rendered
/// (`{{>*name}}`) are left out.
struct TemplateReferences {
    struct Reference: Hashable {
        var name: String
        /// From 1.
        var line: Int
        /// In bytes, from 1.
        var column: Int
        /// `{{<parent}}`, which always renders the other.
        var isParent: Bool
    }

    static func find(in tags: [MustacheTag]) -> [Reference] {
        tags.compactMap { tag in
            guard tag.kind == .partial || tag.kind == .parent, !tag.name.hasPrefix("*") else { return nil }
            return Reference(name: tag.name, line: tag.line, column: tag.column, isParent: tag.kind == .parent)
        }
    }
}
