import HTTPTypes

extension HTMLScanner {
    /// The forms of the page with their fields, labels and buttons.
    var forms: [HTMLForm] {
        var reader = FormReader()
        for token in tokens { reader.take(token) }
        return reader.finished
    }
}

/// Walks through the tokens of a page and gathers its forms.
private struct FormReader {
    private var forms: [HTMLForm] = []
    private var isInForm = false
    private var labelsByID: [String: String] = [:]
    private var label: (target: String?, text: String, field: Int?)?
    private var button: (button: HTMLForm.Button, isSubmit: Bool)?
    private var textarea: Int?
    /// The choice whose text is read.
    private var option: HTMLForm.Option?
    private var hasValue = false
    private var isChosen = false

    /// The forms, each field with the label that points to its id.
    var finished: [HTMLForm] {
        forms.map { form in
            var form = form
            for index in form.fields.indices {
                if let id = form.fields[index].id, let text = labelsByID[id] { form.fields[index].label = text }
            }
            return form
        }
    }

    mutating func take(_ token: HTMLScanner.Token) {
        switch token {
        case .open(let name, let attributes): open(name, attributes)
        case .close(let name): close(name)
        case .text(let text):
            // What a field holds is not what it is called.
            if option == nil, textarea == nil { label?.text += text }
            button?.button.text += text
            option?.text += text
            if let textarea { forms[forms.count - 1].fields[textarea].value += text }
        }
    }

    private mutating func open(_ name: String, _ attributes: [String: String]) {
        switch name {
        case "form":
            let method: HTTPRequest.Method = attributes["method"]?.lowercased() == "post" ? .post : .get
            let isMultipart = attributes["enctype"]?.lowercased() == "multipart/form-data"
            forms.append(HTMLForm(action: attributes["action"] ?? "", method: method, isMultipart: isMultipart))
            isInForm = true
        case "label": label = (attributes["for"], "", nil)
        case "input": input(attributes)
        case "textarea", "select": textarea = add(attributes, type: name, value: "", isSent: true, reads: name == "textarea")
        case "option":
            closeOption()
            option(attributes)
        case "button":
            let made = HTMLForm.Button(name: attributes["name"], value: attributes["value"] ?? "", text: "")
            button = (made, attributes["type"].map { $0 == "submit" } ?? true)
        default: break
        }
    }

    private mutating func close(_ name: String) {
        switch name {
        case "form": isInForm = false
        case "label": closeLabel()
        case "textarea": textarea = nil
        case "option", "select": closeOption()
        case "button": closeButton()
        default: break
        }
    }

    private mutating func input(_ attributes: [String: String]) {
        let type = attributes["type"]?.lowercased() ?? "text"
        switch type {
        case "submit", "image", "button", "reset":
            guard isInForm, type == "submit" || type == "image" else { return }
            let text = attributes["value"] ?? ""
            forms[forms.count - 1].buttons.append(.init(name: attributes["name"], value: text, text: text))
        case "checkbox", "radio":
            _ = add(
                attributes, type: type, value: attributes["value"] ?? "on", isSent: attributes["checked"] != nil, reads: false)
        default: _ = add(attributes, type: type, value: attributes["value"] ?? "", isSent: true, reads: false)
        }
    }

    private mutating func option(_ attributes: [String: String]) {
        guard isInForm, let index = selectIndex else { return }
        option = HTMLForm.Option(value: attributes["value"] ?? "", text: "")
        hasValue = attributes["value"] != nil
        isChosen = attributes["selected"] != nil || forms[forms.count - 1].fields[index].options.isEmpty
    }

    /// A choice without a value has its text as that; the first is chosen where none is marked.
    private mutating func closeOption() {
        guard var finished = option, let index = selectIndex else { return }
        finished.text = finished.text.collapsingSpaces
        if !hasValue { finished.value = finished.text }
        forms[forms.count - 1].fields[index].options.append(finished)
        if isChosen { forms[forms.count - 1].fields[index].value = finished.value }
        option = nil
    }

    private var selectIndex: Int? {
        forms.isEmpty ? nil : forms[forms.count - 1].fields.lastIndex { $0.type == "select" }
    }

    /// Adds a field and returns its place where its text is still to be read.
    private mutating func add(
        _ attributes: [String: String], type: String, value: String, isSent: Bool, reads: Bool
    ) -> Int? {
        guard isInForm, attributes["disabled"] == nil else { return nil }
        forms[forms.count - 1].fields.append(
            HTMLForm.Field(
                name: attributes["name"] ?? "", type: type, value: value, label: nil, isSent: isSent, attributes: attributes))
        let index = forms[forms.count - 1].fields.count - 1
        if label?.target == nil { label?.field = index }
        return reads ? index : nil
    }

    private mutating func closeLabel() {
        guard let label else { return }
        let text = label.text.collapsingSpaces
        if let target = label.target { labelsByID[target] = text }
        if isInForm, let field = label.field { forms[forms.count - 1].fields[field].label = text }
        self.label = nil
    }

    private mutating func closeButton() {
        guard let button, isInForm, button.isSubmit else { return }
        var finished = button.button
        finished.text = finished.text.collapsingSpaces
        forms[forms.count - 1].buttons.append(finished)
        self.button = nil
    }
}
