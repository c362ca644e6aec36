// What is said about signing in by mail. It is said whether there is an account or not.

extension Texts {
    func signInMailSent(_ email: String) -> String {
        "If there is an account with the address \(email), a mail to sign in with is on its way there."
    }
    var mailedCodeHint: String { "Eight letters and digits, from the mail." }
    var wrongMailedCode: String { "This code is not right, was used already, or is too old." }
}
