import Synchronization

/// What a site has declared about its own tables, before it runs.
final class PersonalSections: Sendable {
    private let sections = Mutex<[PersonalSection]>([])
    var all: [PersonalSection] { sections.withLock { $0 } }

    func add(_ section: PersonalSection) { sections.withLock { $0.append(section) } }
}
