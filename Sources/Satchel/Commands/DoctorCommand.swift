import ArgumentParser

/// `satchel doctor`
struct DoctorCommand: SiteCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check everything that the site needs, and say what to do.",
        discussion: """
            Looks at settings, secret key, templates, files and the database. Of a bucket it tries the conditions that several \
            writers rely on, with an object of its own that it deletes again; nothing else is written. Ends with 1 where \
            something is wrong.
            """)

    func run(_ app: App) async throws {
        let findings = await Examination(app).run()
        for finding in findings { Terminal.out.print(finding.description) }
        if findings.contains(where: \.isWrong) { throw ExitCode.failure }
    }
}
