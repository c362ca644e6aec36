import FoundationEssentials
import Web

/// What the program says to people about their accounts: keys of the language files (`Templates/languages`), in one place. What
/// stands still (headings, labels, buttons) is named by the templates.
///
/// A few texts carry their English with them, for the command line, which reads no language files; a test compares.
struct Texts: Sendable {
    // MARK: Flashes

    func welcome(_ username: String) -> Text { Text("flash.welcome", ["username": .text(username)]) }
    let accountReady = Text("flash.account-ready")
    func signedIn(_ username: String) -> Text { Text("flash.signed-in", ["username": .text(username)]) }
    let signedOut = Text("flash.signed-out")
    let signInFirst = Text("flash.sign-in-first")
    let confirmFirst = Text("flash.confirm-first")
    let passwordChanged = Text("flash.password-changed")
    func usernameChanged(_ name: String) -> Text { Text("flash.username-changed", ["username": .text(name)]) }
    let otherSessionsEnded = Text("flash.other-sessions-ended")
    func sessionEnded(_ device: Device) -> Text { Text("flash.session-ended", ["device": .nested(device.text)]) }
    let roleMissing = Text("flash.role-missing")
    let profileSaved = Text("flash.profile-saved")

    // MARK: Sign-in

    let wrongNameOrPassword = Text("sign-in.wrong-name")
    let wrongIdentifierOrPassword = Text("sign-in.wrong-identifier")
    let wrongEmailOrPassword = Text("sign-in.wrong-email")
    let wrongPassword = Text("sign-in.wrong-password")
    let unknownEmail = Text("sign-in.unknown-email")
    let unknownUsername = Text("sign-in.unknown-username")
    let usernameMissing = Text("sign-in.username-missing")
    let passwordMissing = Text("sign-in.password-missing")
    let deactivated = Text("sign-in.deactivated")
    let busy = Text("sign-in.busy")

    func tooManyAttempts(seconds: Int) -> Text { Text("sign-in.too-many", ["duration": .nested(duration(seconds))]) }

    // MARK: Fields, as labels and the summary of problems name them

    /// `field.new-password` for `new_password`.
    func label(of field: AccountForm.Field) -> Text { Text("field." + field.name.replacing("_", with: "-"), or: field.name) }

    // MARK: Programs

    let hiddenFieldFilled = Text("form.hidden-field")
    let filledInTooQuickly = Text("form.too-quick")

    // MARK: Rules

    func problem(_ problem: UsernameRules.Problem) -> Text {
        let (lower, upper) = (UsernameRules.length.lowerBound, UsernameRules.length.upperBound)
        return switch problem {
        case .missing: Text("username.missing", or: "Choose a user name.")
        case .tooShort:
            Text("username.too-short", ["minimum": .number(lower)], or: "Use at least \(lower) characters.")
        case .tooLong: Text("username.too-long", ["maximum": .number(upper)], or: "Use at most \(upper) characters.")
        case .badCharacters:
            Text(
                "username.bad-characters", or: "Use only letters from A to Z, digits, hyphens, dots and underscores.")
        }
    }

    let usernameTaken = Text("username.taken")

    func problem(_ problem: PasswordRules.Problem) -> Text {
        let limit = PasswordRules.byteLimit
        return switch problem {
        case .missing: Text("password.missing", or: "Choose a password.")
        case .tooShort(let minimum):
            Text(
                "password.too-short", ["minimum": .number(minimum)],
                or: "Use at least \(minimum) characters. A few words together make a good password.")
        case .tooLong:
            Text(
                "password.too-long", ["maximum": .number(limit)],
                or:
                    "This password is too long: at most \(limit) bytes, which is as many plain letters, and fewer accented letters or emoji."
            )
        case .badCharacters: Text("password.bad-characters", or: "This password holds a character that can’t be kept.")
        case .common:
            Text(
                "password.common", or: "This is one of the passwords that are guessed first. Choose one that is yours alone.")
        case .sameAsUsername: Text("password.same-as-username", or: "The password must not be the user name.")
        case .missingKinds:
            Text("password.missing-kinds", or: "Use at least one lower-case letter, one upper-case letter and one digit.")
        }
    }

    let passwordBreached = Text("password.breached")
    let retypeDiffers = Text("password.retype-differs")

    /// What a page says beside a field for a new password, before anything is wrong.
    func hint(for rules: PasswordRules) -> Text {
        let minimum = Text.Argument.number(rules.minimumLength)
        return switch rules {
        case .nist: Text("password.hint", ["minimum": minimum])
        case .flaskUser: Text("password.hint-kinds", ["minimum": minimum])
        }
    }
}
