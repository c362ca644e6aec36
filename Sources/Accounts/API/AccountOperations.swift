import Web

/// What the routes of the accounts do, for programs. A form's fields are what the schema of its body has.
struct AccountOperations {
    let settings: AccountSettings
    let profile: [ProfileField]

    /// What a `GET` gives: what its page would show.
    func reading(_ name: String) -> Operation? {
        switch name {
        case "user.sign-in": page("What sign-in asks for", query: ["next": Self.text])
        case "user.register": page("What registration asks for", query: ["next": Self.text, "token": Self.text], refusals: [403])
        case "user.sign-out": page("Who would be signed out")
        case "user.reset-password": page("Whether a link to a new password is good")
        case "user.edit-profile": page("One’s own profile", answer: profileAnswer)
        case "user.your-data": page("What is stored about one, and what deleting the account takes")
        case "user.keep-account": page("Whether a link that keeps an account is good")
        case "user.sessions": page("Where one is signed in", answer: listing("sessions", Self.session))
        case "user.confirm-password": page("What giving the password again asks for", query: ["next": Self.text])
        case "user.two-step": page("Whether a second factor is asked for, and what it takes to switch it on")
        case "user.identities": page("The providers that one is linked with", answer: listing("linked", ["type": "object"]))
        case "user.tokens": page("One’s personal tokens", answer: listing("tokens", Self.token))
        case "user.change-password": page("What another password asks for")
        case "user.change-username": page("What another user name asks for")
        case "user.forgot-password": page("What a link to a new password asks for")
        case "user.confirm-email": page("Whether a link that confirms an address is good")
        case "user.resend-confirmation": page("What another link asks for", query: ["email": Self.text])
        case "user.change-email": page("What another mail address asks for")
        case "user.invite": page("What an invitation asks for")
        case "user.manage-emails": page("One’s mail addresses")
        case "user.email-delete", "user.email-make-primary": page("A mail address of one’s own", path: Self.number)
        default: passkeyReading(name) ?? administration(name)
        }
    }

    private func passkeyReading(_ name: String) -> Operation? {
        switch name {
        case "user.language": page("The languages of the site", query: ["next": Self.text])
        case "user.passkeys": page("One’s passkeys")
        case "user.passkeys-new": page("What making a passkey takes (WebAuthn)", refusals: [404])
        case "user.passkeys-sign-in": page("What signing in by a passkey takes (WebAuthn)", refusals: [404])
        case "user.passkeys-confirm": page("What proving by a passkey who one is takes (WebAuthn)", refusals: [404])
        case "user.sign-in-by-mail": page("What signing in by mail asks for", query: ["next": Self.text])
        case "user.sign-in-link": page("Whether a mailed link that signs in is good")
        default: nil
        }
    }

    /// What a `POST` takes.
    func changing(_ name: String) -> Operation? {
        switch name {
        case "user.sign-in":
            act(
                "Sign in; where a second factor is on, the answer has a token for it",
                [
                    "username": Self.text, "email": Self.text, "password": Self.secret, "remember_me": Self.flag,
                    "next": Self.text,
                ],
                required: ["password"], refusals: [429, 503])
        case "user.second-factor":
            act(
                "Give the code of the second factor",
                ["token": Self.text, "code": Self.text, "remember_me": Self.flag, "next": Self.text],
                required: ["token", "code"], refusals: [429])
        case "user.sign-out": act("Sign out", [:])
        case "user.register": register
        case "user.reset-password":
            act("Choose a new password by a link", newPassword, required: ["new_password"], refusals: [503])
        case "user.edit-profile": act("Change one’s profile", fields(profile), required: required(profile))
        case "user.export-data": export
        case "user.delete-account":
            act("Ask for the deletion of the account; signing in within the waiting time takes it back", [:])
        case "user.keep-account": act("Keep an account that was to go, by a mailed link", [:])
        case "user.sessions": act("End a session, or all others", ["session": Self.text, "others": Self.flag])
        case "user.confirm-password":
            act("Give the password again", ["old_password": Self.secret, "next": Self.text], refusals: [503])
        case "user.two-step":
            act(
                "Switch the second factor on or off, or make new recovery codes",
                ["do": ["type": "string", "enum": ["on", "off", "codes"]], "secret": Self.text, "code": Self.text])
        case "user.tokens": tokens
        case "user.prove-with":
            act("Prove at a provider who one is: `location` is where the browser has to go", ["next": Self.text])
        case "user.identities":
            act(
                "Link a provider (`location` is where the browser has to go), or unlink one",
                ["link": Self.text, "unlink": Self.text], refusals: [404])
        case "user.change-password":
            act(
                "Choose another password", newPassword.merging(["old_password": Self.secret]) { $1 },
                required: ["old_password", "new_password"], refusals: [503])
        case "user.change-username":
            act(
                "Choose another user name", ["new_username": Self.text, "old_password": Self.secret],
                required: ["new_username", "old_password"], refusals: [503])
        default: passkeyChanging(name) ?? mailed(name) ?? administering(name)
        }
    }

    private func passkeyChanging(_ name: String) -> Operation? {
        switch name {
        case "user.passkeys":
            act(
                "Add, rename or delete a passkey",
                ["do": Self.text, "name": Self.text, "passkey": Self.text, "credential": Self.text], refusals: [404])
        case "user.language": act("Choose a language", ["language": Self.text, "next": Self.text])
        case "user.passkeys-sign-in":
            act(
                "Sign in by a passkey", ["credential": Self.text, "remember_me": Self.flag, "next": Self.text],
                required: ["credential"], refusals: [404, 429])
        case "user.passkeys-confirm":
            act(
                "Prove by a passkey who one is", ["credential": Self.text, "next": Self.text], required: ["credential"],
                refusals: [404, 429])
        case "user.sign-in-by-mail":
            act(
                "Ask for a link or a code that signs in", ["email": Self.email, "code": Self.text, "next": Self.text],
                refusals: [429])
        case "user.sign-in-link": act("Sign in by a mailed link", ["next": Self.text], refusals: [429])
        default: nil
        }
    }

    private func mailed(_ name: String) -> Operation? {
        switch name {
        case "user.forgot-password":
            act("Ask for a link to a new password", ["email": Self.email], required: ["email"], refusals: [429])
        case "user.confirm-email": act("Confirm an address by a link", [:])
        case "user.resend-confirmation": act("Ask for another link", ["email": Self.email], required: ["email"], refusals: [429])
        case "user.change-email":
            act(
                "Ask for another mail address", ["new_email": Self.email, "old_password": Self.secret],
                required: ["new_email", "old_password"], refusals: [429, 503])
        case "user.invite": act("Invite somebody", ["email": Self.email], required: ["email"], refusals: [429])
        case "user.manage-emails": act("Add an address", ["email": Self.email], required: ["email"], refusals: [429])
        case "user.email-delete", "user.email-make-primary", "user.email-confirm":
            act("Change an address of one’s own", ["old_password": Self.secret], path: Self.number, refusals: [429, 503])
        default: nil
        }
    }

    private func administration(_ name: String) -> Operation? {
        switch name {
        case "admin": page("The site at a glance")
        case "admin.users":
            page(
                "People",
                query: [
                    "search": Self.text, "role": Self.text, "after": ["type": "integer", "minimum": 0], "sort": Self.text,
                    "state": ["type": "string", "enum": ["", "on", "off"]],
                ])
        case "admin.log":
            page("What was done", query: ["user": Self.text, "action": Self.text, "before": ["type": "integer", "minimum": 1]])
        case "admin.new-user": page("What a new account asks for")
        case "admin.user": page("One account", path: Self.number)
        case "admin.invitations": page("Open invitations")
        case "admin.mail": page("Mails that wait or were given up")
        default: nil
        }
    }

    private func administering(_ name: String) -> Operation? {
        switch name {
        case "admin.new-user":
            act("Make an account", ["username": Self.text, "email": Self.text, "new_password": Self.secret], refusals: [503])
        case "admin.user":
            act(
                "Change an account",
                ["do": Self.text, "role": Self.text, "session": Self.text, "token": Self.text, "username": Self.text]
                    .merging(fields(profile)) { first, _ in first }, required: ["do"], path: Self.number)
        case "admin.invitations": act("Revoke an invitation", ["id": Self.text], refusals: [404])
        case "admin.mail":
            act("Send a mail again, or delete it", ["id": Self.text, "do": Self.text], required: ["do"], refusals: [404])
        default: nil
        }
    }
}
