/// Why a test could not go on: thrown where the page or the server is not what the test expects.
public struct TestFailure: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
