/// Why somebody was not signed in by a provider. For the log; people are told in few words what to do.
package struct IdentityError: Error, Sendable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        /// The provider did not answer, or not sensibly.
        case unavailable
        /// The person said no there.
        case denied
        /// What came back is not what was asked for: it counts for nothing.
        case refused
    }

    package let kind: Kind
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// Somebody was to prove who they are, and did not have to.
    package static let notAnew = IdentityError(.refused, "the provider did not ask anew: the sign-in there is old")

    static func refused(_ description: String) -> IdentityError { IdentityError(.refused, description) }
}
