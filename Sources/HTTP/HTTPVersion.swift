/// The versions that are spoken. A higher minor version of HTTP/1 is answered as 1.1 (RFC 9110 section 2.5).
public enum HTTPVersion: Sendable, Hashable { case http10, http11 }
