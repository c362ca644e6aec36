public import Database

/// A column of `users` that its owner may fill in: how a site's own properties come into the forms.
///
///     struct User: UserModel {
///         var id = UserID()
///         var username: String
///         var city: String?
///
///         static var profile: [ProfileField] {
///             [.firstName, .lastName, ProfileField("city", "Where do you live?", isAskedAtRegistration: true)]
///         }
///     }
///
/// The column is the site's: a migration of its own adds it to `users`.
public struct ProfileField: Sendable {
    /// How the field looks and what it takes.
    public enum Kind: Sendable, Hashable {
        /// One line of text.
        case text
        /// A whole number.
        case number
        /// `2026-03-01`.
        case date
        /// A box to tick: 0 or 1 in the column.
        case checkbox
        /// One of these.
        case choice([String])
    }

    /// The column, and the field's name in forms.
    public let column: SQLName
    /// What stands above the field: `@profile.city` is a key of the language files, anything else is said as it is.
    public let label: String
    /// How it looks and what it takes.
    public let kind: Kind
    /// Whether it may be left empty.
    public let isRequired: Bool
    /// Whether registering asks for it already; the profile always does.
    public let isAskedAtRegistration: Bool
    /// In characters.
    public let maximumLength: Int
    /// HTML's `autocomplete` (`given-name`, `address-level2`, …).
    public let autocomplete: String?
    /// What is wrong with a text, in words or as `@key`; `nil` where nothing is.
    public let check: @Sendable (String) -> String?

    /// A field of a column.
    public init(
        _ column: SQLName, _ label: String, kind: Kind = .text, isRequired: Bool = false, isAskedAtRegistration: Bool = false,
        maximumLength: Int = 100, autocomplete: String? = nil, check: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        (self.column, self.label, self.kind, self.isRequired) = (column, label, kind, isRequired)
        (self.isAskedAtRegistration, self.maximumLength) = (isAskedAtRegistration, maximumLength)
        (self.autocomplete, self.check) = (autocomplete, check)
    }

    /// `first_name`, as Flask-User has it.
    public static let firstName = ProfileField("first_name", "@field.first-name", autocomplete: "given-name")
    /// `last_name`, as Flask-User has it.
    public static let lastName = ProfileField("last_name", "@field.last-name", autocomplete: "family-name")
}
