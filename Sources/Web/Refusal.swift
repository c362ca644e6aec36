/// An answer thrown instead of returned: what a guard refuses with.
public struct Refusal: Error {
    /// What the visitor gets.
    public let answer: any Answer

    /// A refusal with `answer`.
    public init(_ answer: any Answer) { self.answer = answer }
}
