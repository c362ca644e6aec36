public import HTTP

/// An answer of a kind that is known when the program runs: what a handler returns that has several.
public struct AnyAnswer: Answer {
    private let answer: any Answer

    /// Wraps `answer`.
    public init(_ answer: any Answer) { self.answer = answer }

    /// The wrapped answer's response.
    public func response(in context: Context) async throws -> Response { try await answer.response(in: context) }
}
