import HTTPTypes

extension TestClient {
    /// Fills in the form of a page and sends it as a browser would: hidden fields (the CSRF token) and preset values go along.
    ///
    ///     try await ada.submit(page, ["User name": "ada", "Remember me": true], button: "Sign in")
    ///
    /// - Parameters:
    ///   - values: by label text or by field name: texts, ticks, files. A name that the form does not have fails the test, and so does
    ///     a choice that a `select` does not offer.
    ///   - button: the text of the button that is pressed, where a page has several forms or a form several buttons.
    @discardableResult
    public func submit(
        _ page: TestResponse, _ values: KeyValuePairs<String, any FormValue> = [:], button: String? = nil,
        headers: HTTPFields = HTTPFields(), redirects: Redirects? = nil
    ) async throws -> TestResponse {
        try await fill(page, values.map { ($0.key, $0.value) }, button, headers, redirects)
    }

    /// The same with texts that were gathered before.
    @_disfavoredOverload
    @discardableResult
    public func submit(
        _ page: TestResponse, _ values: KeyValuePairs<String, String>, button: String? = nil,
        headers: HTTPFields = HTTPFields(), redirects: Redirects? = nil
    ) async throws -> TestResponse {
        try await fill(page, values.map { ($0.key, $0.value) }, button, headers, redirects)
    }

    private func fill(
        _ page: TestResponse, _ values: [(key: String, value: any FormValue)], _ button: String?, _ headers: HTTPFields,
        _ redirects: Redirects?
    ) async throws -> TestResponse {
        let form = try page.form(having: values.map(\.key), button: button)
        let entries = try form.filled(values, button: button)
        let target = page.resolve(form.action)
        guard form.method == .post else {
            let query = URLEncoding.encode(entries)
            return try await get(String(target.prefix { $0 != "?" }) + "?" + query, headers: headers, redirects: redirects)
        }
        return try await post(
            target, entries, isMultipart: form.isMultipart, headers: headers, redirects: redirects)
    }

    /// Follows the first link of a page with this text.
    @discardableResult
    public func follow(_ page: TestResponse, _ text: String, redirects: Redirects? = nil) async throws -> TestResponse {
        guard let link = page.links.first(where: { $0.text == text }) else {
            let there = page.links.map { "“\($0.text)”" }.joined(separator: ", ")
            throw TestFailure("\(page.target) (\(page.status)) has no link “\(text)”, but: \(there.isEmpty ? "none" : there)")
        }
        guard let target = page.localTarget(of: link.reference) else {
            throw TestFailure("the link “\(text)” leaves the site: \(link.reference)")
        }
        return try await get(target, redirects: redirects)
    }
}
