import Web

// What is said about signing in by mail. It is said whether there is an account or not.

extension Texts {
    func signInMailSent(_ email: String) -> Text { Text("flash.sign-in-mail-sent", ["email": .text(email)]) }
    var mailedCodeHint: Text { Text("sign-in-by-mail.code-hint") }
    var wrongMailedCode: Text { Text("sign-in-by-mail.wrong-code") }
}
