public import HTTPTypes
public import Web

/// The pages of the people who run the site, for ``AccountSettings/adminRole``. Whoever looks at one account or makes one gave the
/// password lately: a browser that was left open is not enough to take an account over.
struct AdminRoutes<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    func install(into router: inout Router) {
        let path = accounts.settings.adminPath
        let admins = accounts.admins
        let careful = accounts.fresh(admins)

        router.get(path, name: "admin", requiring: admins, AdminDashboard(accounts: accounts).show)
        router.get(path + "/users", name: "admin.users", requiring: admins, AdminUsers(accounts: accounts).show)
        router.get(path + "/log", name: "admin.log", requiring: admins, AdminLog(accounts: accounts).show)

        let new = AdminNewUser(accounts: accounts)
        router.get(path + "/users/new", name: "admin.new-user", requiring: careful, new.show)
        router.post(path + "/users/new", name: "admin.new-user", requiring: careful, new.submit)
        let user = AdminUser(accounts: accounts)
        router.get(path + "/users/:id", name: "admin.user", requiring: careful, user.show)
        router.post(path + "/users/:id", name: "admin.user", requiring: careful, user.submit)

        if accounts.settings.hasInvitations {
            let invitations = AdminInvitations(accounts: accounts)
            router.get(path + "/invitations", name: "admin.invitations", requiring: admins, invitations.show)
            router.post(path + "/invitations", name: "admin.invitations", requiring: admins, invitations.revoke)
        }
        if accounts.settings.enableEmail {
            let mail = AdminMail(accounts: accounts)
            router.get(path + "/mail", name: "admin.mail", requiring: admins, mail.show)
            router.post(path + "/mail", name: "admin.mail", requiring: admins, mail.submit)
        }
    }

    static var templates: [String] {
        ["admin/dashboard", "admin/users", "admin/log", "admin/new-user", "admin/user", "admin/invitations", "admin/mail"]
    }
}

extension Accounts {
    /// Lets those through who run the site (``AccountSettings/adminRole``): 403 for others who are signed in.
    public var admins: Guard<User> { guardian([RoleNeed(anyOf: [settings.adminRole])]) }

    /// A page of the site's own among theirs: `{{> admin/menu}}` shows the menu in its template.
    ///
    ///     app.get("/admin/orders", requiring: users.admins) { _, _ in users.adminPage("orders", ["orders": orders]) }
    public func adminPage(
        _ template: String, _ variables: [String: any Sendable] = [:], status: HTTPResponse.Status = .ok
    ) -> Page {
        Page(template, adminMenuVariables.merging(variables) { $1 }, status: status)
    }

    /// A page of theirs, with what its menu needs.
    func adminPage(_ name: String, _ form: AccountForm, fields: [FormField] = []) -> Page {
        var page = form.page("admin/\(name)", texts, fields: fields, status: form.isRight ? .ok : .unprocessableContent)
        page.variables.merge(adminMenuVariables) { $1 }
        return page
    }

    private var adminMenuVariables: [String: any Sendable] {
        var variables: [String: any Sendable] = ["admin_url": settings.adminPath]
        if settings.hasInvitations { variables["has_invitations"] = true }
        if settings.enableEmail { variables["has_mail"] = true }
        if !settings.adminMenu.isEmpty {
            variables["own_pages"] = settings.adminMenu.map {
                ["label": Text(declared: $0.label), "url": $0.path] as [String: any Sendable]
            }
        }
        return variables
    }

    /// The accounts as an administrator changes them: in the log under their name.
    func directory(for admin: User, in context: Context) -> AccountDirectory {
        let witness = witness(admin, in: context)
        return directory(context.database) { witness }
    }
}
