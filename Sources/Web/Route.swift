public import HTTPTypes

/// One line of `satchel routes`.
public struct Route: Sendable {
    /// What a handler is, once its kind of answer is forgotten.
    public typealias Handler = @Sendable (Context) async throws -> any Answer

    /// What a route leaves out of what others get.
    public struct Options: OptionSet, Sendable {
        /// One bit per option.
        public let rawValue: Int
        /// The options of these bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// No line in the access log: for probes.
        public static let quiet = Options(rawValue: 1)
        /// No session and no CSRF check: for probes, webhooks and APIs that know their callers by other means than cookies.
        public static let stateless = Options(rawValue: 2)
        /// Answers whatever host was meant: for probes, which know an instance by its address.
        public static let anyHost = Options(rawValue: 4)
        /// Text is sent in gzip, streams too. Not for a page that has a visitor's secret beside what the request chose: the
        /// length would tell a listener how much the two have in common (BREACH). Answers of `stateless` routes to requests without
        /// a cookie are compressed without it.
        public static let compressed = Options(rawValue: 8)
        /// Answers programs as well: a JSON object is read as a form, and a page or a redirect is JSON where the request would rather
        /// have that (``Context/prefersJSON``).
        public static let json = Options(rawValue: 16)
    }

    /// Of the request. A `GET` route answers `HEAD` too.
    public var method: HTTPRequest.Method
    /// `/posts/:id`, `/files/*path`.
    public var pattern: String
    /// `admin.example.org`: answers at this host alone; `nil`: at every host that has no route of its own for it.
    public var host: String?
    /// For people; `nil` where it has none.
    public var name: String?
    /// The guard's name, where there is one.
    public var guardName: String?
    /// What it leaves out.
    public var options: Options
    /// Where the program makes it: `MySite/NotePages.swift:9`.
    public let place: String
    /// For its forms; `nil` where the site's limits are good for it.
    public var formLimits: FormLimits?
    /// How its guard knows who is there; `nil` without a guard.
    public var access: RouteAccess?
    /// What it does, for programs; `nil` where it is not for them.
    public var operation: Operation?
    let handler: Handler

    /// A route to `handler`.
    public init(
        _ method: HTTPRequest.Method, _ pattern: String, name: String? = nil, guardName: String? = nil, options: Options = [],
        file: StaticString = #fileID, line: UInt = #line, handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.name = name
        self.guardName = guardName
        self.options = options
        place = "\(file):\(line)"
        self.handler = handler
    }

    /// A route to `handler` behind `guard`: the handler does not run without its proof.
    public init<Proof: Sendable>(
        _ method: HTTPRequest.Method, _ pattern: String, name: String? = nil, requiring guard: Guard<Proof>,
        options: Options = [], file: StaticString = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Context, Proof) async throws -> any Answer
    ) {
        self.init(method, pattern, name: name, guardName: `guard`.name, options: options, file: file, line: line) { context in
            let proof = try await `guard`.check(context)
            context.notes?.reached("guard \(`guard`.name)")
            return try await handler(context, proof)
        }
        access = `guard`.access
    }
}
