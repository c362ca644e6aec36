/// A language file's text in HTML: escaped, but for three plain elements.
enum TextMarkup {
    static let elements = ["strong", "em", "code"]

    static func html(_ text: String) -> String {
        var html = HTMLEscaping.escape(text)
        guard html.contains("&lt;") else { return html }
        for element in elements {
            html.replace("&lt;\(element)&gt;", with: "<\(element)>")
            html.replace("&lt;/\(element)&gt;", with: "</\(element)>")
        }
        return html
    }
}
