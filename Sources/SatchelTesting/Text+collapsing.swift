extension StringProtocol {
    /// With every run of white space as one space: how a browser shows a text.
    var collapsingSpaces: String {
        split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
