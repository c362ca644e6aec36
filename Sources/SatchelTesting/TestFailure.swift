/// Why a test could not go on: thrown where the page or the server is not what the test expects.
public struct TestFailure: Error, CustomStringConvertible {
    /// What was found, and what there is instead.
    public let description: String
    /// A failure of these words.
    public init(_ description: String) { self.description = description }
}
