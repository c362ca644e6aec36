import HTTPTypes
import Web

extension AccountRoutes {
    /// Every route of the accounts answers programs too, and says in `/openapi.json` what it does.
    func describedForPrograms(_ route: Route) -> Route {
        var route = route
        route.options.insert(.json)
        let operations = AccountOperations(settings: accounts.settings, profile: User.profile)
        let name = route.name ?? ""
        route.operation = route.method == .get ? operations.reading(name) : operations.changing(name)
        return route
    }
}
