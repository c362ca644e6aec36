extension HTMLForm {
    /// One field as it is sent.
    struct Entry: Sendable {
        var name: String
        var value: String
        var file: TestFile?
    }

    /// What a browser would send with these values filled in and this button pressed (the first where none is named).
    func filled(_ values: [(key: String, value: any FormValue)], button text: String?) throws -> [Entry] {
        var filled = self
        for (key, value) in values { try filled.fill(key, value.filling) }
        var entries = filled.fields.filter { $0.isSent && !$0.name.isEmpty }.map {
            Entry(name: $0.name, value: $0.value, file: $0.file)
        }
        if let button = text.map({ self.button($0) }) ?? buttons.first, let name = button.name {
            entries.append(Entry(name: name, value: button.value))
        }
        return entries
    }

    private mutating func fill(_ key: String, _ filling: FormFilling) throws {
        guard let index = index(key) else { throw TestFailure("the form has no field “\(key)”: \(summary)") }
        switch (fields[index].type, filling) {
        case ("checkbox", .ticked(let isTicked)): fields[index].isSent = isTicked
        case ("radio", .ticked(true)): choose(index)
        case ("radio", .text(let text)): choose(try radio(key, index, text))
        case ("select", .text(let text)): try select(index, text)
        case ("file", .file(let file)):
            guard isMultipart else {
                throw TestFailure("“\(key)” takes a file, and its form lacks enctype=\"multipart/form-data\": \(summary)")
            }
            fields[index].file = file
            fields[index].isSent = true
        case ("file", _), (_, .file):
            throw TestFailure("“\(key)” is a field of type \(fields[index].type): \(filling) does not fit")
        case (_, .text(let text)):
            fields[index].value = text
            fields[index].isSent = true
        case (let type, .ticked): throw TestFailure("“\(key)” is a field of type \(type), and can't be ticked")
        }
    }

    private mutating func select(_ index: Int, _ text: String) throws {
        let options = fields[index].options
        guard let option = options.first(where: { $0.text == text }) ?? options.first(where: { $0.value == text }) else {
            let there = options.map { "“\($0.text)”" }.joined(separator: ", ")
            throw TestFailure("“\(fields[index].label ?? fields[index].name)” has no choice “\(text)”, but: \(there)")
        }
        fields[index].value = option.value
        fields[index].isSent = true
    }

    /// The button of a group with this label or value; a single one is pressed by its own label and any text.
    private func radio(_ key: String, _ index: Int, _ text: String) throws -> Int {
        let group = fields.indices.filter { fields[$0].type == "radio" && fields[$0].name == fields[index].name }
        if let chosen = group.first(where: { fields[$0].label == text }) ?? group.first(where: { fields[$0].value == text }) {
            return chosen
        }
        let there = group.map { "“\(fields[$0].label ?? fields[$0].value)”" }.joined(separator: ", ")
        throw TestFailure("“\(key)” has no choice “\(text)”, but: \(there)")
    }

    /// Of radio buttons one is pressed.
    private mutating func choose(_ index: Int) {
        for other in fields.indices where fields[other].type == "radio" && fields[other].name == fields[index].name {
            fields[other].isSent = other == index
        }
    }
}
