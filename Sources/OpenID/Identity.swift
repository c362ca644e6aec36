/// Somebody, as a provider knows them.
package struct Identity: Sendable, Hashable {
    /// Whose word it is.
    package let issuer: String
    /// The provider's name for them, which never changes and is never given again.
    package let subject: String
    /// An address that the provider says is theirs; `nil` where it says nothing, or has not checked.
    package let verifiedEmail: String?
    /// A name that they go by there.
    package let name: String?
    /// When they last proved there who they are, where the provider tells.
    package let authenticatedAt: Double?
}
