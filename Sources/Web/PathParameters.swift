import HTTPTypes

/// The path's parameters (`/posts/:id`), percent-decoded once.
public struct PathParameters: Sendable {
    private let names: [String]
    private let values: [String]

    init(names: [String] = [], values: [String] = []) {
        self.names = names
        self.values = values
    }

    /// The decoded value; a name that the route's pattern does not have is the program's mistake: it throws, and the answer is 500.
    public subscript(name: String) -> String {
        get throws {
            guard let index = names.firstIndex(of: name) else { throw RouteError.noSuchParameter(name, pattern: names) }
            return values[index]
        }
    }

    /// The value as a type (`Int`, `UUID`, …); 404 where it does not fit.
    public func get<T: LosslessStringConvertible>(_ name: String, as type: T.Type = T.self) throws -> T {
        guard let value = T(try self[name]) else { throw HTTPError(.notFound) }
        return value
    }
}
