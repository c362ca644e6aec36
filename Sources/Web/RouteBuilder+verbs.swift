import HTTPTypes

extension RouteBuilder {
    /// What a handler of the verbs below is: it may return answers of several kinds.
    public typealias RouteHandler = Route.Handler
    /// The same behind a guard.
    public typealias GuardedHandler<Proof> = @Sendable (Context, Proof) async throws -> any Answer

    /// Reads; answers `HEAD` too, and changes nothing.
    public mutating func get(
        _ pattern: String, name: String? = nil, options: Route.Options = [], file: StaticString = #fileID, line: UInt = #line,
        _ handler: @escaping RouteHandler
    ) {
        add(Route(.get, pattern, name: name, options: options, file: file, line: line, handler: handler))
    }

    /// The same behind a guard, whose proof the handler takes.
    public mutating func get<Proof: Sendable>(
        _ pattern: String, name: String? = nil, requiring guard: Guard<Proof>, options: Route.Options = [],
        file: StaticString = #fileID, line: UInt = #line, _ handler: @escaping GuardedHandler<Proof>
    ) {
        add(Route(.get, pattern, name: name, requiring: `guard`, options: options, file: file, line: line, handler: handler))
    }

    /// Changes something; a form's CSRF token is checked before.
    public mutating func post(
        _ pattern: String, name: String? = nil, options: Route.Options = [], file: StaticString = #fileID, line: UInt = #line,
        _ handler: @escaping RouteHandler
    ) {
        add(Route(.post, pattern, name: name, options: options, file: file, line: line, handler: handler))
    }

    /// The same behind a guard, whose proof the handler takes.
    public mutating func post<Proof: Sendable>(
        _ pattern: String, name: String? = nil, requiring guard: Guard<Proof>, options: Route.Options = [],
        file: StaticString = #fileID, line: UInt = #line, _ handler: @escaping GuardedHandler<Proof>
    ) {
        add(Route(.post, pattern, name: name, requiring: `guard`, options: options, file: file, line: line, handler: handler))
    }

    /// Replaces something; the CSRF token is checked before.
    public mutating func put(
        _ pattern: String, name: String? = nil, options: Route.Options = [], file: StaticString = #fileID, line: UInt = #line,
        _ handler: @escaping RouteHandler
    ) {
        add(Route(.put, pattern, name: name, options: options, file: file, line: line, handler: handler))
    }

    /// The same behind a guard, whose proof the handler takes.
    public mutating func put<Proof: Sendable>(
        _ pattern: String, name: String? = nil, requiring guard: Guard<Proof>, options: Route.Options = [],
        file: StaticString = #fileID, line: UInt = #line, _ handler: @escaping GuardedHandler<Proof>
    ) {
        add(Route(.put, pattern, name: name, requiring: `guard`, options: options, file: file, line: line, handler: handler))
    }

    /// Changes a part of something; the CSRF token is checked before.
    public mutating func patch(
        _ pattern: String, name: String? = nil, options: Route.Options = [], file: StaticString = #fileID, line: UInt = #line,
        _ handler: @escaping RouteHandler
    ) {
        add(Route(.patch, pattern, name: name, options: options, file: file, line: line, handler: handler))
    }

    /// The same behind a guard, whose proof the handler takes.
    public mutating func patch<Proof: Sendable>(
        _ pattern: String, name: String? = nil, requiring guard: Guard<Proof>, options: Route.Options = [],
        file: StaticString = #fileID, line: UInt = #line, _ handler: @escaping GuardedHandler<Proof>
    ) {
        add(Route(.patch, pattern, name: name, requiring: `guard`, options: options, file: file, line: line, handler: handler))
    }

    /// Removes something; the CSRF token is checked before.
    public mutating func delete(
        _ pattern: String, name: String? = nil, options: Route.Options = [], file: StaticString = #fileID, line: UInt = #line,
        _ handler: @escaping RouteHandler
    ) {
        add(Route(.delete, pattern, name: name, options: options, file: file, line: line, handler: handler))
    }

    /// The same behind a guard, whose proof the handler takes.
    public mutating func delete<Proof: Sendable>(
        _ pattern: String, name: String? = nil, requiring guard: Guard<Proof>, options: Route.Options = [],
        file: StaticString = #fileID, line: UInt = #line, _ handler: @escaping GuardedHandler<Proof>
    ) {
        add(Route(.delete, pattern, name: name, requiring: `guard`, options: options, file: file, line: line, handler: handler))
    }
}
