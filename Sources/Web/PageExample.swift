/// A page as it may look, for the check at the start: what its template names has to be there, and of a kind that fits.
struct PageExample: Sendable {
    let page: Page
    /// Where the program gives it.
    let place: String
}

extension Site {
    /// Has a page checked when the site starts: that its template is there, that all that the template names is among the variables
    /// (or known to every page), and that a list is not shown as a text. What is wrong stops the start with file and line.
    ///
    ///     site.example(Page("notes", ["notes": [Note(id: 1, text: "Kestrel")]]))
    ///
    /// - Parameter page: with one element in each list, and something in each optional: what is not there can't be looked into.
    public mutating func example(_ page: Page, file: StaticString = #fileID, line: UInt = #line) {
        examples.append(PageExample(page: page, place: "\(file):\(line)"))
    }
}
