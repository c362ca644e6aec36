/// A page that the site's own source names, for the check at the start.
package struct NamedPage: Sendable, Hashable {
    /// The template.
    package let template: String
    /// Where it stands.
    package let file: String
    /// From 1.
    package let line: Int

    /// A page of `template`.
    package init(_ template: String, file: String, line: Int) { (self.template, self.file, self.line) = (template, file, line) }
}
