public import HTTP
public import HTTPTypes

/// A template and its variables: data, rendered by the site.
///
///     Page("members", ["user": user, "posts": posts])
public struct Page: Answer {
    /// The template's name: its path below the folder of templates, without `.mustache`.
    public var template: String
    /// What the template shows. They win over the site's variables of the same name; `nil` in an optional counts as absent.
    public var variables: [String: any Sendable]
    /// 200 where nothing else is said; 422 for a form that comes back.
    public var status: HTTPResponse.Status

    /// A page of `template`.
    public init(_ template: String, _ variables: [String: any Sendable] = [:], status: HTTPResponse.Status = .ok) {
        self.template = template
        self.variables = variables
        self.status = status
    }

    /// The rendered page. Throws ``TemplateError`` where the template is missing or, in development, was edited into a wrong one.
    public func response(in context: Context) async throws -> Response {
        if context.answersPrograms { return ProgramAnswer.response(self, context) }
        let html = try await context.bytes(of: self)
        return Response(status: status, contentType: "text/html; charset=utf-8", body: html)
    }
}
