import Database
import FoundationEssentials

extension DevelopmentErrorPage {
    /// What an error knows of its place: the lines of a template, the SQL of a statement.
    static func evidence(_ error: any Error) -> String {
        switch error {
        case let error as TemplateError: template(error)
        case let error as DatabaseError: error.sql.map { "<h2>Statement</h2><pre>\(HTMLEscaping.escape($0))</pre>" } ?? ""
        default: ""
        }
    }

    /// The failing line between its neighbours, as the file is now.
    private static func template(_ error: TemplateError) -> String {
        let title =
            list("Included by", error.includes)
            + heading(
                error.file + (error.line.map { ", line \($0)" } ?? "") + (error.column.map { ", column \($0)" } ?? ""))
        guard let line = error.line, let data = FileManager.default.contents(atPath: error.file) else {
            return title + (error.source.map { "<pre><mark>\(HTMLEscaping.escape($0))</mark></pre>" } ?? "")
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let shown = lines.indices.filter { abs($0 + 1 - line) <= 3 }.map { index in
            let text = HTMLEscaping.escape("\(index + 1)  \(lines[index])")
            return index + 1 == line ? "<mark>\(text)</mark>" : text
        }
        return title + "<pre>" + shown.joined(separator: "\n") + "</pre>"
    }

    /// The errors in the error: Swift has no place of its own for a cause, so any part of it that is an error is one.
    static func causes(_ error: any Error) -> String {
        var causes: [String] = []
        var current = error
        while causes.count < 8, let cause = Mirror(reflecting: current).children.lazy.compactMap({ $0.value as? any Error }).first
        {
            causes.append("\(type(of: cause)): \(cause)")
            current = cause
        }
        return list("Caused by", causes)
    }

    /// Where the error was thrown, and the way there; the site's own lines are marked.
    static func way(_ trace: ThrowTrace?) -> String {
        guard let trace else { return "" }
        let lines = trace.frames.map { frame in
            let text = HTMLEscaping.escape(frame.place + (frame.source.map { "  " + $0 } ?? ""))
            return frame.isOwn ? "<mark>\(text)</mark>" : text
        }
        return heading("Thrown at") + "<pre>" + lines.joined(separator: "\n") + "</pre>"
    }

    static func log(_ context: Context) -> String { list("Logged by this request", context.notes?.lines ?? []) }

    private static func list(_ title: String, _ lines: [String]) -> String {
        guard !lines.isEmpty else { return "" }
        return heading(title) + "<pre>" + lines.map(HTMLEscaping.escape).joined(separator: "\n") + "</pre>"
    }

    private static func heading(_ title: String) -> String { "<h2>\(HTMLEscaping.escape(title))</h2>" }
}
