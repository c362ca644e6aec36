import FoundationEssentials

/// What the program says to people about their accounts, in one place, so that another language is another value of this type.
/// The words that stand still (headings, labels, buttons) are in the templates.
struct Texts: Sendable {
    static let english = Texts()

    // MARK: Flashes

    func welcome(_ username: String) -> String { "Welcome, \(username). Your account is ready and you are signed in." }
    let accountReady = "Your account is ready. Sign in to go on."
    func signedIn(_ username: String) -> String { "Good to see you, \(username)." }
    let signedOut = "You are signed out."
    let signInFirst = "Please sign in to see that page."
    let confirmFirst = "Please confirm your mail address to see that page."
    let passwordChanged = "Your password is changed. Other devices were signed out."
    func usernameChanged(_ name: String) -> String { "Your user name is \(name) from now on." }
    let otherSessionsEnded = "All other sessions are ended."
    func sessionEnded(_ device: Device) -> String { "The session is ended: \(device)." }
    let roleMissing = "This page is for people with another role than yours."
    let profileSaved = "Your profile is saved."

    // MARK: Sign-in

    let wrongNameOrPassword = "That user name and password don’t go together. Check both and try again."
    let wrongIdentifierOrPassword = "That name or address and that password don’t go together. Check both and try again."
    let wrongEmailOrPassword = "That address and that password don’t go together. Check both and try again."
    let wrongPassword = "This is not your password."
    let unknownEmail = "There is no account with this address."
    let unknownUsername = "There is no account with this user name."
    let usernameMissing = "Enter your user name."
    let passwordMissing = "Enter your password."
    let deactivated = "This account is switched off. Ask the people who run this site."
    let busy = "Many people are signing in at this moment. Please try again in a few seconds."

    func tooManyAttempts(seconds: Int) -> String {
        "Too many attempts. Wait \(duration(seconds)), then try again."
    }

    // MARK: Fields, as a summary of problems names them

    func label(of field: AccountForm.Field) -> String {
        switch field {
        case .username: "User name"
        case .email: "Mail address"
        case .password: "Password"
        case .retypePassword: "The password once more"
        case .oldPassword: "Your password now"
        case .newPassword: "New password"
        case .newUsername: "New user name"
        case .newEmail: "New mail address"
        case .code: "Code"
        case .passkeyName: "Name of the passkey"
        default: field.name
        }
    }

    // MARK: Programs

    let hiddenFieldFilled = "A field that people don’t see was filled in. Please send the form again as it is now."
    let filledInTooQuickly = "That was quicker than people type. Please send the form once more."

    // MARK: Rules

    func problem(_ problem: UsernameRules.Problem) -> String {
        switch problem {
        case .missing: "Choose a user name."
        case .tooShort: "Use at least \(UsernameRules.length.lowerBound) characters."
        case .tooLong: "Use at most \(UsernameRules.length.upperBound) characters."
        case .badCharacters: "Use only letters from A to Z, digits, hyphens, dots and underscores."
        }
    }

    let usernameTaken = "This user name is taken. Choose another one."

    func problem(_ problem: PasswordRules.Problem) -> String {
        switch problem {
        case .missing: "Choose a password."
        case .tooShort(let minimum): "Use at least \(minimum) characters. A few words together make a good password."
        case .tooLong:
            "This password is too long: at most \(PasswordRules.byteLimit) bytes, which is as many plain letters, and fewer accented "
                + "letters or emoji."
        case .badCharacters: "This password holds a character that can’t be kept."
        case .common: "This is one of the passwords that are guessed first. Choose one that is yours alone."
        case .sameAsUsername: "The password must not be the user name."
        case .missingKinds: "Use at least one lower-case letter, one upper-case letter and one digit."
        }
    }

    let retypeDiffers = "The two passwords are not the same."

    /// What a page says beside a field for a new password, before anything is wrong.
    func hint(for rules: PasswordRules) -> String {
        switch rules {
        case .nist: "At least \(rules.minimumLength) characters. Spaces are welcome."
        case .flaskUser: "At least \(rules.minimumLength) characters: lower case, upper case and a digit."
        }
    }

    /// A time, in UTC: `2026-03-01 09:30 UTC`.
    func moment(_ seconds: Int) -> String {
        let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
        return text.prefix(16).replacing("T", with: " ") + " UTC"
    }

    func duration(_ seconds: Int) -> String {
        switch seconds {
        case ...1: "a second"
        case ..<90: "\(seconds) seconds"
        case ..<7200: "\((seconds + 59) / 60) minutes"
        case ..<172_800: "\((seconds + 3599) / 3600) hours"
        default: "\((seconds + 86_399) / 86_400) days"
        }
    }
}
