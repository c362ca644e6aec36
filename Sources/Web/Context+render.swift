import Synchronization

extension Context {
    /// A page as text, with the site's variables. Throws ``TemplateError``, and what the site's variables throw.
    public func render(_ page: Page) async throws -> String {
        var variables: [String: any Sendable] = [:]
        for provider in site.pageVariables {
            let more = try await provider(self)
            variables.merge(more) { $1 }
        }
        return try await render(page.template, variables.merging(page.variables) { $1 })
    }

    /// A template as text, with these variables and what every template has, but without the site's: for mails and error pages.
    public func render(_ template: String, _ variables: [String: any Sendable]) async throws -> String {
        let library = try await site.templates.current()
        state.withLock { $0.hasRendered = true }
        guard let text = library.render(PageScope(variables, self), template) else { throw site.templates.missing(template) }
        return text
    }
}
