import Synchronization

extension Context {
    /// A page as text, with the site's variables. Throws ``TemplateError``, and what the site's variables throw.
    public func render(_ page: Page) async throws -> String {
        String(decoding: try await bytes(of: page), as: UTF8.self)
    }

    /// A template as text, with these variables and what every template has, but without the site's: for mails and error pages.
    ///
    /// - Parameter language: of whom it is for, where that is not the visitor.
    public func render(
        _ template: String, _ variables: [String: any Sendable], in language: Language? = nil
    ) async throws -> String {
        String(decoding: try await bytes(of: template, [variables], in: language ?? self.language), as: UTF8.self)
    }

    /// A page in UTF-8.
    func bytes(of page: Page) async throws -> [UInt8] {
        var variables = [page.variables]
        for provider in site.pageVariables { variables.insert(try await provider(self), at: 1) }
        // Now, since finding the user may have given the visitor another.
        return try await bytes(of: page.template, variables, in: language)
    }

    private func bytes(
        of template: String, _ variables: [[String: any Sendable]], in language: Language
    ) async throws -> [UInt8] {
        let library: TemplateLibrary
        do throws(TemplateError) {
            library = try site.templates.current()
        } catch {
            throw site.templates.placed(error, on: template)
        }
        state.withLock { $0.hasRendered = true }
        guard let bytes = try library.render(PageScope(variables, self, language), template, in: language) else {
            throw site.templates.missing(template)
        }
        return bytes
    }
}
