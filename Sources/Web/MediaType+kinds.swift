import HTTP

extension MediaType {
    /// `application/json` and what is built on it (`application/problem+json`).
    var isJSON: Bool { essence == "application/json" || type == "application" && subtype.hasSuffix("+json") }

    /// Whether its text is UTF-8, as far as it says.
    var isUTF8: Bool { self[parameter: "charset"].map { $0.lowercased() == "utf-8" || $0.lowercased() == "utf8" } ?? true }
}
