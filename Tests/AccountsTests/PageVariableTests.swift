import OpenID
import SatchelTesting
import Testing
import Web

@testable import Accounts

@Suite("What every page may show")
struct PageVariableTests {
    @Test("all of its names are known to the check of example pages")
    func names() async throws {
        let site = try await TestSite { settings in
            settings.enableEmail = true
            settings.enableMultipleEmails = true
            settings.enablePasskeys = true
            settings.mailedSignIn = .both
            settings.identityProviders = [.google(id: "a", secret: "b")]
            settings.appName = "a"
            settings.appVersion = "b"
            settings.corporationName = "c"
            settings.copyrightYear = "2026"
        } pages: { site, _ in
            let providers = site.pageVariables
            site.get("/names") { context in
                var names: Set<String> = []
                for provider in providers { names.formUnion(try await provider(context).keys) }
                return JSON(names.sorted())
            }
        }
        let names = Set(try await site.visitor().get("/names").json([String].self))
        #expect(names.count > 10)
        #expect(names.subtracting(AccountPageVariables.names).isEmpty)
    }
}
