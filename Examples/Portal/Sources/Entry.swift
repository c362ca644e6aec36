import Satchel

extension App {
    /// `/records`: what an observer has entered, and the form for more.
    mutating func addEntry(for observers: Guard<User>) {
        get("/records", requiring: observers) { context, user in
            try await Self.page(RecordForm(), user, context)
        }

        post("/records", requiring: observers) { context, user in
            let form = RecordForm(try await context.form())
            switch form.record(by: user) {
            case .failure(let problem): return try await Self.page(form, user, context, problem)
            case .success(let record):
                try await context.database.write { transaction in
                    try Record.repository.insert(record, in: transaction)
                    transaction.announce(Record.topic)
                }
                context.flash("Thank you: \(record.count) × \(record.species).", .success)
                return Redirect("/records")
            }
        }
    }

    private static func page(
        _ form: RecordForm, _ user: User, _ context: Context, _ problem: RecordForm.Problem? = nil
    ) async throws -> any Answer {
        let records = try await context.database.read { try Record.of(user, in: $0) }
        return Page(
            "records",
            ["species": form.species, "count": form.count, "remark": form.remark, "records": records, "problem": problem?.words],
            status: problem == nil ? .ok : .unprocessableContent)
    }
}
