/// One thing that a verification found.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
    /// How much a finding matters.
    public enum Weight: Sendable, Hashable {
        /// Something is lost or wrong.
        case damage
        /// Worth knowing, and no harm.
        case note
    }

    /// How much it matters.
    public var weight: Weight
    public var description: String

    /// A finding that `description` tells.
    public init(weight: Weight, description: String) {
        self.weight = weight
        self.description = description
    }
}

/// Gathers findings; a check that throws is a finding.
struct Findings: Sendable {
    private(set) var all: [Finding] = []

    mutating func damage(_ text: String) { all.append(Finding(weight: .damage, description: text)) }
    mutating func note(_ text: String) { all.append(Finding(weight: .note, description: text)) }

    /// Runs a check of `what`.
    mutating func check<Success>(_ what: String, _ body: () async throws -> Success) async -> Success? {
        do {
            return try await body()
        } catch {
            damage("\(what): \(error)")
            return nil
        }
    }
}
