import BucketSQLite

@testable import BucketSQLite

/// `mode=exclusive`: what the manifests say about the hold, as they land in the store.
///
/// 1. While an instance holds the database nobody else commits: an instance that lost it acknowledges nothing more.
/// 2. The hold changes hands by a takeover that was asked for, or after it was given back; each change counts the epoch up by one.
/// 3. Who has lost it to another never has it again while that one has not given it back.
final class HoldWatch {
    private let world: World
    private var owners: [[UInt8]: String] = [:]
    /// Who had the hold from which moment on; `nil`: nobody.
    private var changes: [(stamp: Int, holder: String?)] = []
    private(set) var takeovers = 0

    init(_ world: World) { self.world = world }

    /// Who has it now.
    var holder: String? { changes.last?.holder }

    /// Who had it at that moment.
    func holder(at stamp: Int) -> String? { changes.last { $0.stamp <= stamp }?.holder }

    func landed(_ old: Manifest?, _ new: Manifest, by process: SimulatedProcess) {
        guard process.options?.mode == .exclusive else { return }
        let (before, after) = (old?.holder ?? Manifest.nobody, new.holder)
        let owner = owners[before]
        if before == after {
            if owner != process.name {
                world.violation("\(process.name) committed, and \(owner ?? "nobody") holds the database")
            }
            return
        }
        if after == Manifest.nobody {
            if owner != process.name { world.violation("\(process.name) gave back what \(owner ?? "nobody") holds") }
        } else {
            take(after, from: owner, by: process)
            if new.epoch != (old?.epoch ?? 0) + 1 {
                world.violation("the hold changed hands, and the epoch went from \(old?.epoch ?? 0) to \(new.epoch)")
            }
        }
        changes.append((world.stamp(), after == Manifest.nobody ? nil : process.name))
    }

    private func take(_ holder: [UInt8], from owner: String?, by process: SimulatedProcess) {
        if let owner {
            takeovers += 1
            let isAskedFor = process.options?.takesOver ?? false
            if owners[holder] != nil || !isAskedFor {
                world.violation("\(process.name) took the hold from \(owner), which nobody asked for")
            }
        }
        owners[holder] = process.name
    }
}
