/// `get`, `post`, … for whatever holds a router: an app, a site, a group under a prefix. A type has to write ``add(_:)`` alone.
public protocol RouteBuilder {
    /// Adds a route as it is: `add(Route(.options, "/api") { _ in … })` for a method that has no verb here.
    mutating func add(_ route: Route)
}

extension RouteBuilder {
    /// Adds what `build` adds, each pattern under `prefix`.
    ///
    ///     site.group("/admin") { admin in
    ///         admin.get("/users", requiring: admins) { _, _ in Page("admin/users") }
    ///     }
    /// - Parameter formLimits: of the forms that these routes take, where the site's are not good for them: large uploads.
    public mutating func group(
        _ prefix: String, formLimits: FormLimits? = nil, _ build: (inout RouteGroup) throws -> Void
    ) rethrows {
        var group = RouteGroup(prefix: prefix)
        try build(&group)
        for var route in group.routes {
            route.formLimits = route.formLimits ?? formLimits
            add(route)
        }
    }

    /// Adds what `build` adds, for one host alone. There these routes come before those of every host.
    ///
    ///     site.host("admin.example.org") { admin in
    ///         admin.get("/", requiring: admins) { _, _ in Page("admin/home") }
    ///     }
    /// - Parameter name: without a port.
    public mutating func host(_ name: String, _ build: (inout RouteGroup) throws -> Void) rethrows {
        var group = RouteGroup(prefix: "")
        try build(&group)
        for var route in group.routes {
            route.host = name.lowercased()
            add(route)
        }
    }
}
