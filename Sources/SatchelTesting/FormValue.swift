/// What can be filled into a field of a form: a text, a tick, a file.
///
///     try await ada.submit(page, ["Title": "Kestrel", "Seen alive": true, "Photo": TestFile("kestrel.jpg", jpeg)])
public protocol FormValue: Sendable {
    /// The value as the form keeps it.
    var filling: FormFilling { get }
}

/// What a ``FormValue`` comes down to.
public enum FormFilling: Sendable, Hashable {
    /// Typed into a field; of a `select` or radio buttons the choice, by its text or its value.
    case text(String)
    /// A box that is ticked, or not.
    case ticked(Bool)
    /// Chosen for `<input type="file">`.
    case file(TestFile)
}

extension String: FormValue {
    /// Typed, or chosen.
    public var filling: FormFilling { .text(self) }
}

extension Bool: FormValue {
    /// Ticked, or not.
    public var filling: FormFilling { .ticked(self) }
}

/// A file that a visitor chooses for `<input type="file">`.
public struct TestFile: FormValue, Hashable {
    /// As the visitor's machine calls it.
    public var name: String
    /// Its media type, which the browser tells.
    public var contentType: String
    /// What is in it.
    public var bytes: [UInt8]

    /// A file of bytes.
    public init(_ name: String, contentType: String = "application/octet-stream", _ bytes: [UInt8]) {
        (self.name, self.contentType, self.bytes) = (name, contentType, bytes)
    }

    /// A file of text.
    public init(_ name: String, contentType: String = "text/plain", _ text: String) {
        self.init(name, contentType: contentType, Array(text.utf8))
    }

    /// Chosen.
    public var filling: FormFilling { .file(self) }
}
