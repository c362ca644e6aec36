import Database
import Logging

/// `mode=exclusive`: one instance holds an epoch in the manifest, so nobody else can commit, and its reads ask nothing.
///
/// 1. The hold is taken and given back by ordinary commits that change no page.
/// 2. Whoever holds it is the only writer: every other instance's commit is refused by what the manifest says.
/// 3. A hold that was taken over is noticed at the next commit, which fails; from then on this instance answers nothing.
extension BucketCore {
    /// Whether reads may skip the question: this instance has the hold as far as it knows.
    var isHolding: Bool { options.mode == .exclusive && known?.state.manifest?.isHeld(by: instance) ?? false }

    /// How commits of this instance treat the hold.
    var hold: Hold { options.mode == .exclusive ? .mine(instance) : .none }

    /// Takes the hold at the start. A database that does not exist yet is held from its first commit on.
    func takeHold() async throws {
        guard options.mode == .exclusive, known?.state.manifest != nil else { return }
        do {
            try await commitHold(options.takesOver ? .takeOver(instance) : .mine(instance))
        } catch var error as DatabaseError where error.kind == .outcomeUnknown {
            error.message +=
                "; this was the claim to the exclusive hold: if the next start is refused, start once with takeover=true"
            throw error
        }
        logger.notice("the database is held exclusively", metadata: ["epoch": "\(known?.state.manifest?.epoch ?? 0)"])
    }

    /// Gives the hold back at the stop.
    func releaseHold() async {
        guard isHolding else { return }
        do {
            try await commitHold(.release(instance))
        } catch {
            logger.error(
                "the exclusive hold could not be given back: the next instance needs takeover=true",
                metadata: ["error": "\(error)"])
        }
    }

    private func commitHold(_ hold: Hold) async throws {
        let deadline = runtime.now().advanced(by: .seconds(options.timeout))
        var attempt = 0
        while true {
            let base = try knownBase()
            let nothing = Delta(pageSize: base.version.pageSize, pageCount: base.version.pageCount, pages: [:])
            let id = CommitID(random: runtime.random)
            if try await put(nothing, on: base, id: id, deadline: deadline, hold: hold) { return }
            // Another instance took it over meanwhile: there is nothing to give back, and nothing that we may write.
            if case .release = hold, !isHolding { return }
            attempt += 1
            guard runtime.now() < deadline else { throw Self.tooBusy }
            try await runtime.backOff(attempt)
        }
    }

    /// Refuses to go on once the hold is known to be another instance's.
    func checkHold() throws(DatabaseError) {
        guard options.mode == .exclusive, let manifest = known?.state.manifest, !manifest.isHeld(by: instance),
            manifest.holder != Manifest.nobody
        else { return }
        throw DatabaseError(
            .unavailable(retryAfter: nil),
            "another instance has taken the exclusive hold over (epoch \(manifest.epoch)); this one answers no more: stop it")
    }
}
