import HTTPTypes
import Web

/// The index: every route of the accounts, and the file that answers it. What is switched off has no route: 404.
struct AccountRoutes<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    init(_ accounts: Accounts<User>) { self.accounts = accounts }

    func install(into router: inout Router) {
        let settings = accounts.settings

        let signIn = SignIn(accounts: accounts)
        router.add(.get, settings.signInPath, name: "user.sign-in", signIn.show)
        router.add(.post, settings.signInPath, name: "user.sign-in", signIn.submit)

        let signOut = SignOut(accounts: accounts)
        router.add(.get, settings.signOutPath, name: "user.sign-out", signOut.show)
        router.add(.post, settings.signOutPath, name: "user.sign-out", signOut.submit)

        if settings.enableRegister {
            let register = Register(accounts: accounts)
            router.add(.get, settings.registerPath, name: "user.register", register.show)
            router.add(.post, settings.registerPath, name: "user.register", register.submit)
        }
    }
}
