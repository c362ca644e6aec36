public import HTTPTypes

/// A form of a page, as far as filling it in needs.
public struct HTMLForm: Sendable {
    /// Where it is sent; empty for the page itself.
    public internal(set) var action: String
    /// How it is sent.
    public internal(set) var method: HTTPRequest.Method
    /// Whether it is sent as `multipart/form-data`, as forms with files are.
    public internal(set) var isMultipart = false
    /// In the order of the page.
    public internal(set) var fields: [Field] = []
    /// In the order of the page.
    public internal(set) var buttons: [Button] = []

    /// An `input`, `select` or `textarea`.
    public struct Field: Sendable {
        /// Under which it is sent; empty where it is not.
        public internal(set) var name: String
        /// `text`, `checkbox`, `select`, …
        public internal(set) var type: String
        /// What it holds.
        public internal(set) var value: String
        /// The text of its label; `nil` for a hidden field or one without a label.
        public internal(set) var label: String?
        /// Whether it goes along unless it is filled in: false for a box that is not ticked.
        public internal(set) var isSent: Bool
        /// All of its attributes.
        public internal(set) var attributes: [String: String]
        /// What a `select` lets choose.
        public internal(set) var options: [Option] = []
        /// The file that was chosen.
        var file: TestFile?
        var id: String? { attributes["id"] }
    }

    /// One choice of a `select`.
    public struct Option: Sendable, Hashable {
        /// What is sent.
        public internal(set) var value: String
        /// What it says.
        public internal(set) var text: String
    }

    /// What sends the form.
    public struct Button: Sendable {
        /// Under which it is sent; `nil` where it is not.
        public internal(set) var name: String?
        /// What is sent.
        public internal(set) var value: String
        /// What it says.
        public internal(set) var text: String
    }

    /// The field of this label or, failing that, of this name.
    public func field(_ labelOrName: String) -> Field? {
        index(labelOrName).map { fields[$0] }
    }

    /// The button of this text.
    public func button(_ text: String) -> Button? {
        buttons.first { $0.text == text }
    }

    func index(_ labelOrName: String) -> Int? {
        fields.firstIndex { $0.label == labelOrName } ?? fields.firstIndex { $0.name == labelOrName }
    }

    var summary: String {
        let named = fields.map { field in field.label.map { "“\($0)” (\(field.name))" } ?? field.name }
        let pressed = buttons.map { "[\($0.text)]" }
        return "\(method) \(action.isEmpty ? "(same page)" : action): " + (named + pressed).joined(separator: ", ")
    }
}
