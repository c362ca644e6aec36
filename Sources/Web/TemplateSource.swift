/// A template as text.
struct TemplateSource: Sendable, Hashable {
    /// `user/sign-in`.
    var name: String
    /// Where it stands, for messages.
    var file: String
    var text: String

    /// The text of a line, counted from 1.
    func line(_ number: Int) -> String? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.contains(number - 1) ? String(lines[number - 1]) : nil
    }
}
