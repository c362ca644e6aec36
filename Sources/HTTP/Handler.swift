// HTTP: values and bytes, no I/O. What a request and an answer are, how they are parsed and written, cookies and forms.

/// Request in, response out: the seam of the house. The router makes one; the server, Lambda and the test client call one.
///
/// It does not throw: whoever makes a handler turns errors into answers.
public typealias Handler = @Sendable (Request) async -> Response
