/// A page that the site's own source names, for the check at the start.
package struct NamedPage: Sendable, Hashable {
    /// The template.
    package let template: String
    /// The names of its variables; `nil` where the source alone does not tell.
    package let variables: Set<String>?
    /// Where it stands.
    package let file: String
    /// From 1.
    package let line: Int

    /// A page of `template`.
    package init(_ template: String, variables: Set<String>?, file: String, line: Int) {
        (self.template, self.variables, self.file, self.line) = (template, variables, file, line)
    }
}
