import CoreMetrics
import Database
import Logging
import ObjectStore

/// One commit on its way: PUT until the outcome is definite (promise 4).
///
/// 1. The same bytes under the same condition each time: whichever of several copies lands, it lands once.
/// 2. Applied is only what the store acknowledged, or what was found by its id in a state that was read.
/// 3. Not applied is only what the store refused (412, 409, 404), with the id not found in the state read after that.
/// 4. A state without the id proves nothing while a copy may still be under way, that is as long as the store shows the base:
///    the PUT is sent again.
struct Settlement: Sendable {
    let store: any ObjectStore
    let layout: any Layout
    let base: BucketState
    let id: CommitID
    let prepared: PreparedCommit
    let deadline: ContinuousClock.Instant
    let runtime: BucketRuntime
    let ignoreConflicts: Bool
    let logger: Logger
    let lostAnswers: Counter

    enum Outcome: Sendable {
        case applied(ETag)
        /// Ours is in there, and others may have committed on top.
        case appliedAndMore(BucketState, continues: Bool)
        case refused(BucketState, continues: Bool)
        /// Refused, though the store still shows our base (409: another write was under way and did not win either).
        case refusedOnSameBase
        /// Definitely not applied.
        case failed(any Error)
        /// The time is over, and whether it is applied is not known.
        case unknown(any Error)
    }

    private var condition: PutCondition {
        if ignoreConflicts { return .always }
        return base.etag.map { .matches($0) } ?? .absent
    }

    func run() async -> Outcome {
        // Whether a copy may have reached the store without our knowing its fate.
        var isAmbiguous = false
        var attempt = 0
        while true {
            let wait: Duration
            do {
                return .applied(try await store.put(layout.key, prepared.body, if: condition, deadline: deadline))
            } catch {
                switch error.kind {
                case .conditionFailed:
                    wait = .zero
                    do {
                        if let outcome = try await afterRefusal(isAmbiguous: isAmbiguous) { return outcome }
                    } catch {
                        // The refusal settles that nothing of ours can land any more, but not whether an earlier copy did.
                        isAmbiguous = true
                        logger.warning("a refused commit could not be looked up", metadata: ["error": "\(error)"])
                    }
                case .unknownOutcome:
                    isAmbiguous = true
                    wait = .zero
                    lostAnswers.increment()
                    logger.warning("a commit's answer was lost: settling it", metadata: ["error": "\(error)"])
                case .throttled(let retryAfter):
                    wait = .seconds(min(retryAfter ?? 0, 5))
                case .unreachable:
                    wait = .zero
                default:
                    if !isAmbiguous { return .failed(error) }
                    wait = .zero
                }
                attempt += 1
                guard runtime.now() < deadline, (try? await runtime.backOff(attempt, atLeast: wait)) != nil else {
                    return isAmbiguous ? .unknown(Self.notKnown(error)) : .failed(error)
                }
            }
        }
    }

    /// The condition did not hold: is it because ours is in there already?
    /// - Returns: `nil` where that is not decided: a copy of ours can still land on the base.
    private func afterRefusal(isAmbiguous: Bool) async throws -> Outcome? {
        switch try await layout.load(since: base) {
        case .unchanged: return isAmbiguous ? nil : .refusedOnSameBase
        // A creation is refused like this (409) while another is under way.
        case .missing where base.etag == nil: return isAmbiguous ? nil : .refusedOnSameBase
        // Even a plain refusal may be that of a second copy, which the network made of a request that was applied: whether ours was
        // in what is gone, nobody can say.
        case .missing: return .unknown(Self.notKnown(vanished))
        case .state(let state, let continues):
            switch try layout.search(id, in: state, since: base) {
            case .found: return .appliedAndMore(state, continues: continues)
            case .absent: return .refused(state, continues: continues)
            // Without a lost answer the refusal is taken for its word: a second copy by the network, and a thousand commits or another
            // history before we look, would be much at once.
            case .forgotten:
                return isAmbiguous
                    ? .unknown(Self.notKnown("too many commits have happened since"))
                    : .refused(state, continues: continues)
            }
        }
    }

    private var vanished: DatabaseError {
        DatabaseError(
            .unavailable(retryAfter: nil),
            "the database \(layout.key) has vanished from \(store.description) while it was in use")
    }

    private static func notKnown(_ error: Any) -> DatabaseError {
        DatabaseError(
            .outcomeUnknown,
            "the change was sent, but whether it was stored is not known: look before you send it again (\(error))")
    }
}
