import Blocking
import Synchronization

/// The templates of a running site: compiled once; in development compiled again when a file was edited.
final class Templates: Sendable {
    private struct State: Sendable {
        var survey: [String: FileStatus]
        var outcome: Result<TemplateLibrary, TemplateError>
        /// Those of the last library that was right.
        var negotiation: LanguageNegotiation
        var checked: ContinuousClock.Instant
    }

    private let folder: TemplateFolder
    private let builtIn: [TemplateSource]
    let isReloading: Bool
    private let interval: Duration
    private let queue: BlockingQueue
    private let clock = ContinuousClock()
    private let wanted: LanguageSettings
    private let builtInLanguages: [LanguageText]
    private let state: Mutex<State>

    /// Throws ``TemplateError`` where a template is wrong. A folder that is not there has no templates.
    init(
        folder path: String, builtIn: [String: String], languages: LanguageSettings,
        builtInLanguages: [String: String] = [:], isReloading: Bool, refresh: Duration,
        queue: BlockingQueue
    ) throws(TemplateError) {
        folder = TemplateFolder(path: path)
        self.builtIn = builtIn.map { TemplateSource(name: $0.key, file: "(built in) \($0.key)", text: $0.value) }
        self.isReloading = isReloading
        interval = refresh
        wanted = languages
        self.builtInLanguages = builtInLanguages.map {
            LanguageText(tag: $0.key, file: "(built in) languages/\($0.key).txt", text: $0.value)
        }
        self.queue = queue
        let survey = folder.survey()
        let library = try Self.compile(survey, folder, self.builtIn, languages, self.builtInLanguages)
        let negotiation = LanguageNegotiation(library.languages)
        state = Mutex(State(survey: survey, outcome: .success(library), negotiation: negotiation, checked: clock.now))
    }

    /// What chooses a visitor's language.
    var negotiation: LanguageNegotiation { state.withLock { $0.negotiation } }
    var languages: Languages { negotiation.languages }

    /// Takes in what was edited, in development: before a request, so that its language and its pages are of one library.
    func refresh() async {
        if isReloading, isDue() { try? await queue.run { self.reload() } }
    }

    /// The library as it is now. Throws ``TemplateError`` while an edited file is wrong.
    func current() throws(TemplateError) -> TemplateLibrary {
        try state.withLock { $0.outcome }.get()
    }

    /// Throws ``TemplateError`` for the first of these that is not there.
    func require(_ names: [String]) throws {
        let library = try state.withLock { try $0.outcome.get() }
        for name in names where !library.contains(name) { throw missing(name) }
    }

    /// Throws ``TemplateError`` for the first page of the site's source whose template is not there.
    func require(_ pages: [NamedPage]) throws {
        let library = try state.withLock { try $0.outcome.get() }
        for page in pages where !library.contains(page.template) {
            throw TemplateError(
                file: page.file, line: page.line,
                message: "there is no template \"\(page.template)\": \(missing(page.template).file) is missing")
        }
    }

    /// Throws ``TemplateError`` for the first name in a template that no page of the site's source gives.
    ///
    /// - Returns: the pages whose variables are not known, so that nothing was looked for.
    func check(_ pages: [NamedPage], _ examples: [PageExample], known: Set<String>) throws -> [NamedPage] {
        let library = try state.withLock { try $0.outcome.get() }
        let check = SourceCheck(library, pages, examples, known: known.union(TemplateCheck.common))
        try check.check()
        return check.unchecked
    }

    /// Throws ``TemplateError`` for the first example that its template does not fit.
    func check(_ examples: [PageExample], known: Set<String>) throws {
        let library = try state.withLock { try $0.outcome.get() }
        let check = TemplateCheck(library: library, known: known.union(TemplateCheck.common))
        for example in examples {
            guard library.contains(example.page.template) else {
                var error = missing(example.page.template)
                error.message += " (the example of \(example.place))"
                throw error
            }
            try check.check(example)
        }
    }

    /// The error of the library as it is now, with the way from a page to it.
    func placed(_ error: TemplateError, on page: String) -> TemplateError {
        let survey = folder.survey()
        let own = (try? folder.read(survey.keys.filter { !TemplateFolder.isLanguage($0) })) ?? []
        let all = own + builtIn.filter { survey[$0.name] == nil }
        var placed = error
        if let target = all.first(where: { $0.file == error.file }) {
            placed.includes = IncludeChain(all).places(from: page, to: target.name)
        }
        return placed
    }

    /// What to say where a page names a template that is not there.
    func missing(_ name: String) -> TemplateError {
        TemplateError(file: "\(folder.path)/\(name).mustache", message: "the page's template is not there")
    }

    private func isDue() -> Bool {
        let now = clock.now
        return state.withLock { state in
            guard now - state.checked >= interval else { return false }
            state.checked = now
            return true
        }
    }

    private func reload() {
        let survey = folder.survey()
        guard state.withLock({ $0.survey != survey }) else { return }
        let outcome = Result { () throws(TemplateError) in try Self.compile(survey, folder, builtIn, wanted, builtInLanguages) }
        state.withLock { state in
            (state.survey, state.outcome) = (survey, outcome)
            if case .success(let library) = outcome { state.negotiation = LanguageNegotiation(library.languages) }
        }
    }

    private static func compile(
        _ survey: [String: FileStatus], _ folder: TemplateFolder, _ builtIn: [TemplateSource], _ wanted: LanguageSettings,
        _ builtInLanguages: [LanguageText]
    ) throws(TemplateError) -> TemplateLibrary {
        let templates = survey.keys.filter { !TemplateFolder.isLanguage($0) }
        let own = try folder.languages(survey.keys.filter(TemplateFolder.isLanguage))
        // The project itself has in its folder what is built in.
        let below = builtInLanguages.filter { text in !own.contains { $0.tag == text.tag && $0.text == text.text } }
        var files: [LanguageFile] = []
        for text in below + own { files.append(try LanguageFile(text)) }
        let languages = try Languages(files, default: wanted.default, offered: wanted.offered)
        return try TemplateLibrary(folder.read(templates) + builtIn.filter { survey[$0.name] == nil }, languages)
    }
}
